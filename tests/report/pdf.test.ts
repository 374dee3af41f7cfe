import { once } from 'node:events';
import { buffer } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import type { FindingSummary } from '#lib/assess/posture.ts';
import { controls } from '#lib/controls/registry.ts';
import { UserError } from '#lib/errors.ts';
import { renderPdf } from '#lib/report/pdf.ts';
import { noScore } from '#lib/score/score.ts';
import { nodesOf, type ReadPdf, readPdf, reportOf } from './pdf-reader.ts';
import { clusterPosture, fleet, halfForbidden, hostile, hostileNames, neverScanned, postureOf, production } from './postures.ts';

/** Text that lies outside the page, or runs into its edge. */
const strayText = ({ pages }: ReadPdf) =>
  pages.flatMap(({ items, width, height }, page) =>
    items
      .filter(({ x, y, width: long }) => x < 40 || x + long > width - 40 || y < 20 || y > height - 20)
      .map((item) => ({ page: page + 1, ...item })),
  );

const rolesOf = ({ pages }: ReadPdf) =>
  new Set(pages.flatMap(({ tags }) => (tags === null ? [] : nodesOf(tags).map(({ role }) => role))));

const huge = () =>
  postureOf({
    framework: 'all',
    clusters: [
      clusterPosture({ name: 'huge', framework: 'all', failing: Object.fromEntries(controls.map(({ id }) => [id, 200])) }),
    ],
  });

describe('the report of a cluster', () => {
  let report: ReadPdf;
  beforeAll(async () => {
    report = await reportOf(postureOf({ clusters: [production()] }));
  });

  it('says on its cover what it is about, the score with grade and coverage, when it was made and what it rests on', () => {
    const [cover] = report.pages;
    for (const words of [
      'Network segmentation report',
      'Cluster prod-eu-west-1',
      'Grade C',
      'Coverage 100%',
      'CIS Kubernetes Benchmark 2.0.1',
      '20 Aug 2025, 02:00 CEST to 18 Nov 2025, 01:00 CET',
      '18 Nov 2025, 09:00 CET (times are in Europe/Berlin)',
      'Bulkhead 0.1.0',
      `sha256 ${production().scan?.snapshotDigest}`,
    ])
      expect(cover?.text).toContain(words);
  });

  it('has the five statements, the trend, the risks, the changes and the unknown on the second page', () => {
    const second = report.pages[1];
    for (const words of [
      'Summary',
      'scores 73.4 of 100',
      'Score over time',
      'Top risks',
      'What changed in the period',
      'What is not known',
    ])
      expect(second?.text).toContain(words);
  });

  it('numbers every page of all pages, with the digest', () => {
    const prefix = production().scan?.snapshotDigest?.slice(0, 16) ?? 'none';
    for (const [index, { text }] of report.pages.entries()) {
      expect(text).toContain(`Page ${index + 1}`);
      expect(text).toContain(`of ${report.pages.length}`);
      expect(text).toContain(prefix);
    }
  });

  it('gives the right page of each part in its contents', () => {
    const chapters = [
      'Summary',
      'Segmentation',
      'Requirements',
      'Controls that fail',
      'Other controls',
      'Limits of this report',
      'Method',
    ];
    expect(report.bookmarks.map(({ title }) => title)).toEqual(chapters);
    const items = report.pages[0]?.items ?? [];
    const places = ['summary', 'segmentation', 'requirements', 'failing', 'others', 'limits', 'method'];
    for (const [index, place] of places.entries()) {
      const line = items.find(({ text }) => text === chapters[index]);
      const number = items.find(({ text, y }) => y === line?.y && /^\d+$/.test(text));
      expect(number?.text, place).toBe(String(report.places.get(place)));
      expect(report.pages[(report.places.get(place) ?? 0) - 1]?.text).toContain(chapters[index]);
    }
  });

  it('has a bookmark and a block for each failing control, and every link leads somewhere', () => {
    const failing = report.bookmarks.find(({ title }) => title === 'Controls that fail');
    expect(failing?.items).toEqual([
      'Every namespace has network policies that isolate its workloads',
      "No workload uses its node's network",
    ]);
    const links = report.pages.flatMap((page) => page.links);
    expect(links).toContain('control-namespace-without-policy');
    for (const link of links) expect(report.places.has(link), link).toBe(true);
  });

  it('gives both verdicts where the words of the benchmark ask for less', () => {
    const page = report.pages[(report.places.get('control-namespace-without-policy') ?? 0) - 1];
    expect(page?.text).toMatch(/High.*Fail.*Pass/);
    expect(page?.text).toContain('By the words of the benchmark this would pass');
  });

  it('shows the manifest with its indentation in monospace', () => {
    const page = report.pages[(report.places.get('control-namespace-without-policy') ?? 0) - 1];
    const xOf = (text: string) => page?.items.find((item) => item.text === text)?.x ?? Number.NaN;
    // Two characters of 600 thousandths at 7 points.
    expect(xOf('name:') - xOf('metadata:')).toBeCloseTo(8.4, 1);
    expect(xOf('-') - xOf('policyTypes:')).toBeCloseTo(8.4, 1);
    expect(page?.text).toContain('policyTypes:');
  });

  it('can be read by those who do not see it: tags, language, title, words for the drawings', () => {
    expect(report.marked).toBe(true);
    expect(report.language).toBe('en');
    expect(report.title).toBe('Network segmentation report: Cluster prod-eu-west-1');
    for (const role of [
      'Document',
      'Sect',
      'H1',
      'H2',
      'H3',
      'P',
      'L',
      'LI',
      'LBody',
      'Table',
      'TR',
      'TH',
      'TD',
      'Figure',
      'TOC',
      'Link',
      'Code',
    ])
      expect(rolesOf(report), role).toContain(role);
    const figures = report.pages
      .flatMap(({ tags }) => (tags === null ? [] : nodesOf(tags)))
      .filter(({ role }) => role === 'Figure');
    expect(figures.map(({ alt }) => alt)).toEqual([
      'Score: 73.4, grade C, 100% covered',
      expect.stringContaining('on a scale of 0 to 100, between 20 Aug 2025 and 18 Nov 2025'),
    ]);
    expect(figures[1]?.alt).toContain('1 gap');
  });

  it('embeds all its fonts', () => {
    const raw = report.bytes.toString('latin1');
    const fonts = raw.match(/\/Subtype \/CIDFontType2/g) ?? [];
    expect(fonts.length).toBe(3);
    expect(raw.match(/\/FontFile2 /g)?.length).toBe(fonts.length);
    expect(raw).not.toMatch(/\/Subtype \/Type1|Helvetica/);
  });

  it('keeps all its text on the page', () => expect(strayText(report)).toEqual([]));

  it('is the same, byte for byte, for the same posture', async () => {
    const again = await reportOf(postureOf({ clusters: [production()] }));
    expect(again.bytes.equals(report.bytes)).toBe(true);
  });
});

describe('what a report shows of long lists', () => {
  it('shows at most 20 objects a control and tells how many more there are', async () => {
    const failing = { 'host-port': 33 };
    const report = await reportOf(postureOf({ clusters: [clusterPosture({ name: 'c', failing })] }));
    expect(report.text).toContain('And 13 more resources, see the CSV.');
    expect(report.text.match(/Deployment [a-z]+-\d+\/[a-z-]+-\d+(?= Accepts)/g)?.length).toBe(20);
    expect(report.text).not.toContain('Annex');
  });

  it('lists every finding in the annex when asked to, and repeats the header of a table on every page', async () => {
    const posture = huge();
    const report = await reportOf(posture, { findings: 'all', pageSize: 'Letter' });
    const names = new Set(report.text.match(/[a-z-]+-\d+(?= Accepts)/g));
    for (const { resource } of posture.clusters[0]?.controls[0]?.findings.slice(0, 200) ?? [])
      expect(names).toContain(resource.name);
    const annex = report.pages.slice((report.places.get('annex') ?? 1) - 1);
    expect(annex.length).toBeGreaterThan(60);
    for (const { text, width, height } of annex) {
      expect(text).toContain('What was found');
      expect([width, height]).toEqual([612, 792]);
    }
    expect(strayText(report)).toEqual([]);
  });

  it('never leaves a heading alone at the end of a page', async () => {
    const report = await reportOf(huge());
    for (const { tags, items, height } of report.pages) {
      const last =
        tags === null
          ? undefined
          : nodesOf(tags)
              .filter(({ role }) => /^(H\d|P|TR|LI|TOCI|Code|Figure)$/.test(role))
              .at(-1);
      expect(last?.role).not.toMatch(/^H\d$/);
      expect(Math.min(...items.map(({ y }) => height - y))).toBeGreaterThan(20);
    }
  });
});

describe('a manifest', () => {
  it('begins on the page of the sentence that introduces it, wherever on the page that is', async () => {
    for (const failing of [2, 3, 5]) {
      const cluster = clusterPosture({
        name: 'one',
        framework: 'all',
        failing: Object.fromEntries(controls.map(({ id }) => [id, failing])),
      });
      const { pages } = await reportOf(postureOf({ framework: 'all', clusters: [cluster] }));
      const ends = pages.flatMap(({ text }) => text.match(/To review and apply[^:]*: *$/)?.[0] ?? []);
      expect(ends).toEqual([]);
    }
  });
});

describe('the report of a fleet', () => {
  let report: ReadPdf;
  beforeAll(async () => {
    report = await reportOf(postureOf({ clusters: fleet() }));
  });

  it('begins with the clusters, and tells each one without a scan from one without failures', () => {
    expect(report.bookmarks.map(({ title }) => title)).toContain('Clusters');
    const page = report.pages[(report.places.get('clusters') ?? 0) - 1];
    for (const words of [
      'prod-eu-west-1',
      'staging-eu-west-1',
      'data-platform',
      'legacy-dc-2',
      'Never scanned',
      'no score',
      '2 not read, 2 problems',
    ])
      expect(page?.text).toContain(words);
  });

  it('judges a control across clusters', () => {
    const page = report.pages[(report.places.get('control-namespace-without-policy') ?? 0) - 1];
    expect(page?.text).toContain('It holds in data-platform.');
    expect(page?.text).toContain('pods could not be read (forbidden)');
  });

  it('says what could not be read and what could not be understood, by cluster', () => {
    for (const words of ['etcdserver: request timed out', 'deploy/shop.yaml:118', 'legacy-dc-2: no scan has succeeded'])
      expect(report.text).toContain(words);
  });

  it('links, keeps its text on the page, and is tagged', () => {
    for (const link of report.pages.flatMap((page) => page.links)) expect(report.places.has(link), link).toBe(true);
    expect(strayText(report)).toEqual([]);
    expect(report.marked).toBe(true);
  });
});

describe('sample data', () => {
  it('is marked on every page', async () => {
    const cluster = { ...production(), sample: true };
    const report = await reportOf(postureOf({ clusters: [cluster], sample: true }), { pageSize: 'Letter' });
    for (const { text } of report.pages) expect(text).toContain('SAMPLE DATA');
    expect(report.pages[0]?.text).toContain('says nothing about any cluster of yours');
  });

  it('is named where only some clusters are samples', async () => {
    const report = await reportOf(postureOf({ clusters: [production(), { ...halfForbidden(), sample: true }] }));
    expect(report.pages[0]?.text).toContain(
      'Some clusters of this report are samples that come with Bulkhead: staging-eu-west-1',
    );
    expect(report.text).not.toContain('SAMPLE DATA');
  });
});

describe('little or nothing to report', () => {
  const withoutNumber = (report: ReadPdf) => {
    expect(report.pages[0]?.text).toContain('–');
    expect(report.pages[0]?.text).toContain('No score');
    expect(report.pages[0]?.text).not.toMatch(/\b(0|100) (of 100|points)/);
    expect(report.text).not.toContain('No control fails');
  };

  it('has no number, and says why, for a cluster that was never scanned', async () => {
    const report = await reportOf(postureOf({ clusters: [neverScanned()], before: null }));
    withoutNumber(report);
    expect(report.pages[0]?.text).toContain('No scan of it has succeeded yet.');
    expect(report.text).toContain('nothing is known about risks');
  });

  it('has no number for a fleet without clusters', async () => {
    const report = await reportOf(postureOf({ kind: 'fleet', clusters: [], before: null }), { findings: 'all' });
    withoutNumber(report);
    expect(report.text).toContain('There is no cluster in scope.');
  });

  it('has no number where nothing could be evaluated, and no grade where too little was', async () => {
    const cluster = halfForbidden();
    const nothing = { ...cluster, score: { value: null, grade: null, coverage: 0 } };
    expect((await reportOf(postureOf({ clusters: [nothing] }))).pages[0]?.text).toContain(
      'Nothing that counts could be evaluated.',
    );
    const little = { ...cluster, score: { value: 88, grade: null, coverage: 0.31 } };
    const report = await reportOf(postureOf({ clusters: [little] }));
    expect(report.pages[0]?.text).toContain('No grade is given: less than 50% of the weight could be evaluated (31%).');
  });

  it('reports an empty cluster and one without findings', async () => {
    const empty = { ...production(), controls: [], requirements: [], score: noScore, changes: { opened: [], closed: [] } };
    const report = await reportOf(postureOf({ clusters: [empty], before: null }), { findings: 'all' });
    withoutNumber(report);
    expect(report.text).toContain('There is no finding.');
    const clean = await reportOf(postureOf({ clusters: [clusterPosture({ name: 'clean' })] }), { findings: 'all' });
    expect(clean.text).toContain('No control fails.');
  });
});

it('does not say that there is none of what could not be read', async () => {
  const { inventory } = production();
  if (inventory === null) throw new Error('no inventory');
  const cluster = { ...production(), inventory: { ...inventory, workloads: null, pods: null } };
  expect((await reportOf(postureOf({ clusters: [cluster] }))).text).toMatch(
    /41 namespaces, workloads not read, pods not read,\s+96 policies/,
  );
  expect((await reportOf(postureOf({ clusters: [production(), cluster] }))).text).toContain('at least 318 workloads');
});

it('tells apart what is missing from what was merely noted', async () => {
  const note = {
    object: 'b.yaml:1',
    message: 'Pod shop/web stands here and in a.yaml:1; this one was taken.',
    note: true,
  } as const;
  const noted = await reportOf(postureOf({ clusters: [{ ...production(), problems: [note] }] }));
  expect(noted.text).toContain('Noted while reading');
  expect(noted.text).toContain('b.yaml:1');
  expect(noted.text).toContain('Every object that was given could be understood.');
  expect(noted.text).not.toContain('1 problem');
});

describe('a single assessment', () => {
  it('has no course, no change and no age of findings', async () => {
    const posture = postureOf({ clusters: [{ ...production(), trend: [] }], before: null });
    const report = await reportOf({ ...posture, period: { from: posture.period.to, to: posture.period.to } });
    expect(report.pages[0]?.text).toContain('A single assessment, 18 Nov 2025, 01:00 CET');
    expect(report.text).toContain('there is nothing to compare it with');
    expect(report.text).not.toMatch(/Score over time|Open since|Oldest since/);
  });
});

describe('hostile names', () => {
  let report: ReadPdf;
  beforeAll(async () => {
    report = await reportOf(
      postureOf({ clusters: [hostile(), hostile(hostileNames.long), hostile(hostileNames.controls)], name: '<&> \u202e' }),
      {
        findings: 'all',
      },
    );
  });

  it('are all shown: other scripts as they are, what has no shape by its number', () => {
    for (const words of ['本番環境', 'クラスタ', '운영', 'Πρόγραμμα', 'Продакшн', 'Łódź', '🚀', '<script>&"quoted"</script>'])
      expect(report.text).toContain(words);
    for (const number of ['[U+0000]', '[U+001B]', '[U+202E]', '[U+200B]', '[U+200D]', '[U+0378]', '[U+10FFFE]', '[U+D800]'])
      expect(report.text.replaceAll(/\s/g, '')).toContain(number);
    for (const letter of 'בדיקהشبكة') expect(report.text).toContain(letter);
  });

  it('break over lines and stay on the page', () => {
    expect(strayText(report)).toEqual([]);
    const lines = report.pages.flatMap(({ items }) => items.map(({ text }) => text.trim()));
    const parts = lines.filter((text) => text.includes('service-name') && !/[ …]/.test(text));
    expect(parts.length).toBeGreaterThan(100);
    for (const part of parts) expect(part).toMatch(/[-./:]$/);
  });

  it('may be longer than a page', async () => {
    const name = 'prod-'.repeat(1200);
    const clusters = [hostile(name), { ...hostile('b'), problems: [{ object: name, message: name }] }];
    const endless = await reportOf(postureOf({ clusters, name }), { findings: 'all' });
    expect(strayText(endless)).toEqual([]);
    expect(endless.pages.length).toBeGreaterThan(10);
  });

  it('leave the title and the metadata well formed', () => {
    const xml = report.bytes.toString('utf8').match(/<x:xmpmeta[\s\S]*?<\/x:xmpmeta>/)?.[0] ?? '';
    expect(xml).toContain('Network segmentation report: Fleet ‹＆›');
    expect(xml.replaceAll(/<\/?[a-z]+:[A-Za-z]+[^<>]*>/g, '')).not.toMatch(/[<>]/);
  });
});

describe('the stream', () => {
  it('refuses a time zone that does not exist, in words', () => {
    const posture = { ...postureOf({ clusters: [production()] }), timeZone: 'Mars/Olympus' };
    expect(() => renderPdf(posture, { pageSize: 'A4', findings: 'sample' })).toThrow(UserError);
  });

  it('waits for a reader that does not read', async () => {
    const stream = renderPdf(huge(), { pageSize: 'A4', findings: 'all' });
    stream.read(0);
    await wait(1500);
    const waiting = stream.readableLength;
    await wait(300);
    expect(stream.readableLength).toBe(waiting);
    expect(waiting).toBeLessThan(600 * 1024);
    const rest = await buffer(stream);
    expect(rest.length).toBeGreaterThan(waiting);
    expect((await readPdf(rest)).pages.length).toBeGreaterThan(100);
  });

  it('stops its work when it is destroyed', async () => {
    let written = 0;
    const counted = (finding: FindingSummary): FindingSummary => ({
      ...finding,
      get message() {
        written += 1;
        return finding.message;
      },
    });
    const posture = huge();
    const clusters = posture.clusters.map((cluster) => ({
      ...cluster,
      controls: cluster.controls.map((control) => ({ ...control, findings: control.findings.map(counted) })),
    }));
    const stream = renderPdf({ ...posture, clusters }, { pageSize: 'A4', findings: 'all' });
    await once(stream, 'readable');
    stream.resume();
    while (written < 100) await wait(5);
    stream.destroy();
    await once(stream, 'close');
    const then = written;
    await wait(300);
    expect(written).toBe(then);
    expect(then).toBeLessThan(3000);
  });

  it('fails with the error when the writing does', async () => {
    const cluster = production();
    const scan = cluster.scan === null ? null : { ...cluster.scan };
    Object.defineProperty(scan, 'serverVersion', {
      get: () => {
        throw new RangeError('broken on purpose');
      },
    });
    const stream = renderPdf(postureOf({ clusters: [{ ...cluster, scan }] }), { pageSize: 'A4', findings: 'sample' });
    await expect(buffer(stream)).rejects.toThrow('broken on purpose');
  });
});
