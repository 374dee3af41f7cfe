import { buffer } from 'node:stream/consumers';
import { getDocumentProxy } from 'unpdf';
import type { Posture } from '#lib/assess/posture.ts';
import { type PdfOptions, renderPdf } from '#lib/report/pdf.ts';

export interface TextItem {
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface TagNode {
  readonly role: string;
  readonly alt: string | null;
  readonly children: readonly TagNode[];
}

export interface ReadPage {
  readonly width: number;
  readonly height: number;
  readonly items: readonly TextItem[];
  /** The text of all lines, joined by spaces. */
  readonly text: string;
  readonly tags: TagNode | null;
  /** Names of the places that links on the page lead to. */
  readonly links: readonly string[];
}

export interface ReadPdf {
  readonly bytes: Buffer;
  readonly pages: readonly ReadPage[];
  readonly text: string;
  readonly title: string;
  readonly language: string | null;
  readonly marked: boolean;
  readonly bookmarks: readonly { readonly title: string; readonly items: readonly string[] }[];
  /** Names of all places, and on which page each is (from 1). */
  readonly places: ReadonlyMap<string, number>;
}

interface RawNode {
  readonly role?: string;
  readonly alt?: string;
  readonly children?: readonly RawNode[];
}

const tagOf = ({ role = '', alt, children = [] }: RawNode): TagNode => ({
  role,
  alt: alt ?? null,
  children: children.filter((child) => child.role !== undefined).map(tagOf),
});

/** All nodes of a tree, itself included. */
export const nodesOf = (node: TagNode): readonly TagNode[] => [node, ...node.children.flatMap(nodesOf)];

/** Reads a PDF back as another program sees it. */
export async function readPdf(bytes: Buffer): Promise<ReadPdf> {
  const document = await getDocumentProxy(new Uint8Array(bytes));
  const pages: ReadPage[] = [];
  const pageOf = new Map<string, number>();
  for (let number = 1; number <= document.numPages; number += 1) {
    const page = await document.getPage(number);
    pageOf.set(JSON.stringify(page.ref), number);
    const [left = 0, bottom = 0, right = 0, top = 0] = page.view;
    const content = await page.getTextContent();
    const items = content.items.flatMap((item): TextItem[] =>
      'str' in item && item.str.trim() !== ''
        ? [{ text: item.str, x: item.transform[4] - left, y: item.transform[5] - bottom, width: item.width, height: item.height }]
        : [],
    );
    const annotations: { subtype: string; dest?: unknown }[] = await page.getAnnotations();
    const tree = await page.getStructTree();
    pages.push({
      width: right - left,
      height: top - bottom,
      items,
      text: items.map(({ text }) => text).join(' '),
      tags: tree === null ? null : tagOf(tree as RawNode),
      links: annotations.flatMap(({ subtype, dest }) => (subtype === 'Link' && typeof dest === 'string' ? [dest] : [])),
    });
    page.cleanup();
  }
  const [outline, destinations, { info }, markInfo] = await Promise.all([
    document.getOutline(),
    document.getDestinations(),
    document.getMetadata(),
    document.getMarkInfo(),
  ]);
  const details = info as { Title?: string; Language?: string | null };
  return {
    bytes,
    pages,
    text: pages.map(({ text }) => text).join('\n'),
    title: details.Title ?? '',
    language: details.Language ?? null,
    marked: (markInfo as { Marked?: boolean } | null)?.Marked === true,
    bookmarks: (outline ?? []).map(({ title, items }) => ({ title, items: items.map((item: { title: string }) => item.title) })),
    places: new Map(
      Object.entries(destinations).map(([name, target]) => [name, pageOf.get(JSON.stringify((target as unknown[])[0])) ?? 0]),
    ),
  };
}

export const reportOf = async (posture: Posture, options: Partial<PdfOptions> = {}): Promise<ReadPdf> =>
  readPdf(await buffer(renderPdf(posture, { pageSize: 'A4', findings: 'sample', ...options })));
