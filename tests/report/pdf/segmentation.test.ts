import { beforeAll, describe, expect, it } from 'vitest';
import type { ClusterPosture, DriftPosture } from '#lib/assess/posture.ts';
import { type ReadPdf, reportOf } from '../pdf-reader.ts';
import { driftLines, fleet, hostileNames, neverScanned, postureOf, production, segmentation } from '../postures.ts';

const chapter = ({ pages, places }: ReadPdf): string =>
  pages
    .slice((places.get('segmentation') ?? 1) - 1, places.get('requirements'))
    .map(({ text }) => text)
    .join(' ');

const withDrift = (drift: Partial<DriftPosture>): ClusterPosture => {
  const given = segmentation();
  if (given.drift === null) throw new Error('no drift');
  return { ...production(), segmentation: { ...given, drift: { ...given.drift, ...drift } } };
};

describe('the segmentation of a cluster', () => {
  let text: string;
  beforeAll(async () => {
    text = chapter(await reportOf(postureOf({ clusters: [production()] })));
  });

  it('tells the figures at the start and at the end of the period, and the worst workload', () => {
    for (const words of ['61,000 of 100,806 (60.5%)', '7,056 of 100,806 (6.9%)', 'payments/api-0[Deployment]'])
      expect(text).toContain(words);
  });

  it('tells which namespaces are open to which', () => {
    expect(text).toMatch(/payments-0 +search-3 +90 of 90 +100%/);
  });

  it('tells what opened and what closed, by the object whose change did it, with the scan that saw it', () => {
    expect(text).toContain('32 connections opened and 4 closed, and 12 connections changed ports, by 2 changes of objects');
    expect(text).toMatch(/NetworkPolicy checkout-3\/incident-4512-allow-all +policy added +Scan 300 .*\+32 +– +±4/);
    expect(text).toMatch(
      /NetworkPolicy checkout-3\/default-deny +policy added +Together with NetworkPolicy checkout-3\/allow-dns/,
    );
  });

  it('tells where it is not the whole truth', () => {
    expect(text).toContain('Where this is not the whole truth');
    expect(text).toContain('spec.ingress[0].from[0] has a field that is not known: peers');
  });
});

describe('what changed in the period', () => {
  it('is at most twenty changes, and how many more there are', async () => {
    const groups = Array.from({ length: 23 }, () => withDrift({}).segmentation?.drift?.groups[0] ?? []).flat();
    expect(chapter(await reportOf(postureOf({ clusters: [withDrift({ groups })] })))).toContain(
      'And 3 more changes, see the CSV.',
    );
  });

  it('names the scans of which it is not known, and those of which not all is', async () => {
    const unsure = withDrift({ unknownScans: [4, 5], truncated: [9] });
    const text = chapter(await reportOf(postureOf({ clusters: [unsure] })));
    expect(text).toContain('It was not recorded what changed in scans 4 and 5');
    expect(text).toContain('Scan 9 changed more connections than are kept');
  });

  it('does not add up scan by scan where a scan is not known in whole', async () => {
    const unsure = withDrift({ truncated: [9], moved: { opened: 0, closed: 0, changed: 0 } });
    expect(chapter(await reportOf(postureOf({ clusters: [unsure] })))).not.toContain('Scan by scan');
  });

  it('tells what was undone within the period, though it is not among the changes', async () => {
    const incident = withDrift({ moved: { opened: 1_314, closed: 1_286, changed: 60 } });
    const text = chapter(await reportOf(postureOf({ clusters: [incident] })));
    expect(text).toContain('Scan by scan, 1,314 connections opened and 1,286 closed');
    expect(chapter(await reportOf(postureOf({ clusters: [withDrift({})] })))).not.toContain('Scan by scan');
  });

  it('says so where nothing did', async () => {
    const none = { opened: 0, closed: 0, changed: 0 };
    const still = withDrift({ ...none, moved: none, groups: [] });
    const text = chapter(await reportOf(postureOf({ clusters: [still] })));
    expect(text).toContain('no connection changed');
    expect(text).not.toContain('Changed object');
  });

  it('does not say that nothing did where not all is known', async () => {
    const none = { opened: 0, closed: 0, changed: 0 };
    const still = withDrift({ ...none, moved: none, groups: [], truncated: [9] });
    const text = chapter(await reportOf(postureOf({ clusters: [still] })));
    expect(text).toContain('As far as it is recorded, between the first and the last scan of the period no connection changed');
  });

  it('keeps names of any length and script on the page', async () => {
    const names = Object.values(hostileNames);
    const lines = names.map((name) => ({
      ...(driftLines()[0] ?? []),
      type: 'added' as const,
      src: [name],
      dst: [name],
      before: 'None' as const,
      after: 'All' as const,
      causes: [
        { object: { kind: 'NetworkPolicy', namespace: name, name }, change: 'added' as const, what: name, scan: 1, at: name },
      ],
    }));
    const { pages } = await reportOf(postureOf({ clusters: [{ ...production(), segmentation: segmentation({ lines }) }] }));
    for (const { items, width } of pages)
      for (const { x, width: long } of items) expect(x >= 40 && x + long <= width - 40).toBe(true);
  });
});

describe('without figures', () => {
  it('a cluster that was never scanned has none, and one whose scan is older than they are neither', async () => {
    expect((await reportOf(postureOf({ clusters: [neverScanned()] }))).text).toContain('nothing is known of who can reach whom');
    const old = { ...production(), segmentation: null };
    expect((await reportOf(postureOf({ clusters: [old] }))).text).toContain('Who can reach whom is not known for this scan');
  });

  it('a single assessment has figures, but no course and no changes', async () => {
    const posture = postureOf({ clusters: [{ ...production(), segmentation: { ...segmentation(), drift: null, trend: [] } }] });
    const report = await reportOf({ ...posture, period: { from: posture.period.to, to: posture.period.to } });
    expect(chapter(report)).toContain('7,056 of 100,806 (6.9%)');
    expect(chapter(report)).not.toMatch(/At the start|Course|opened and closed/);
  });
});

it('is one line a cluster in the report of a fleet', async () => {
  const text = chapter(await reportOf(postureOf({ clusters: fleet() })));
  expect(text).toMatch(/prod-eu-west-1 +6\.9% +7,056 of 100,806 +2\.2%/);
  expect(text).toMatch(/legacy-dc-2 +– +–/);
});
