import { Readable } from 'node:stream';
import type { NextRequest } from 'next/server';
import type { Posture } from '#lib/assess/posture.ts';
import { UserError } from '#lib/errors.ts';
import { renderCsv } from '#lib/report/csv.ts';
import { renderJson } from '#lib/report/json.ts';
import { renderPdf } from '#lib/report/pdf.ts';
import { sharedStore } from '#lib/store/connection.ts';
import { readPosture } from '#lib/store/read/posture.ts';
import { postureQuery, type ReportRequest, reportShape } from '../../../reports/query.ts';
import { answered } from '../../answer.ts';

interface Context {
  readonly params: Promise<{ readonly format: string }>;
}

const formats = {
  pdf: {
    type: 'application/pdf',
    render: (posture: Posture, { paper, findings }: ReportRequest) => renderPdf(posture, { pageSize: paper, findings }),
  },
  csv: { type: 'text/csv; charset=utf-8', render: renderCsv },
  json: { type: 'application/json; charset=utf-8', render: renderJson },
} as const;

const isFormat = (text: string): text is keyof typeof formats => Object.hasOwn(formats, text);

/** `bulkhead-shop-production-cis-2.0.1-2026-07-21`: of letters, digits, dashes and dots, whatever the cluster is called. */
function fileName({ scope, framework, madeAt }: Posture): string {
  const name = scope.name
    .normalize('NFKD')
    .replaceAll(/[^A-Za-z0-9.]+/g, '-')
    .replaceAll(/^-+|-+$/g, '');
  return ['bulkhead', name || 'cluster', framework, madeAt.slice(0, 10)].join('-').toLowerCase();
}

/** A report as a file: `/api/reports/pdf?cluster=…&framework=…&from=…&to=…`, with the parameters of `reportShape`. */
export function GET(request: NextRequest, { params }: Context): Promise<Response> {
  return answered(async () => {
    const { format } = await params;
    if (!isFormat(format)) throw new UserError('Reports are made as pdf, csv or json.', { status: 404 });
    const given = [...request.nextUrl.searchParams].filter(([, value]) => value !== '');
    const asked = reportShape.parse(Object.fromEntries(given));
    const store = sharedStore();
    const posture = await readPosture(store, await postureQuery(store, asked));
    const { type, render } = formats[format];
    return new Response(Readable.toWeb(render(posture, asked)) as ReadableStream<Uint8Array>, {
      headers: {
        'content-type': type,
        'content-disposition': `attachment; filename="${fileName(posture)}.${format}"`,
        'cache-control': 'no-store',
      },
    });
  });
}
