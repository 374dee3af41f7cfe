import { describe, expect, it } from 'vitest';
import { fiveSentences, noScoreReason } from '#lib/report/sentences.ts';
import { withinFramework } from '#lib/report/standing.ts';
import { clockIn } from '#lib/report/wording.ts';
import { clusterPosture, fleet, halfForbidden, neverScanned, postureOf, production } from './postures.ts';

const clock = clockIn('Europe/Berlin');

describe('the five statements of the summary', () => {
  it('say score, requirements, risks, change and what is not known of a cluster', () => {
    expect(fiveSentences(withinFramework(postureOf({ clusters: [production()] })), clock)).toEqual([
      "The cluster prod-eu-west-1 scores 73.4 of 100 against CIS Kubernetes Benchmark 2.0.1: grade C, with 100% of the controls' weight evaluated.",
      "Of 16 requirements, 3 are met, 2 are not met and 11 are for a person to decide. By the benchmark's words alone 1 of those not met would pass.",
      '2 controls fail with 11 open findings; the most severe, “Every namespace has network policies that isolate its workloads” (high), does not hold for 9 of 12 resources, the oldest since 2 Sept 2025.',
      'Since 20 Aug 2025, the score rose from 48.2 to 73.4; 9 findings opened and 9 closed.',
      'Everything that the controls need could be read. As far as it could be read, policies are put into force (Cilium).',
    ]);
  });

  it('do not call unknown what was merely noted', () => {
    const note = {
      object: 'b.yaml:1',
      message: 'Pod shop/web stands here and in a.yaml:1; this one was taken.',
      note: true,
    } as const;
    const cluster = { ...production(), problems: [note] };
    expect(fiveSentences(postureOf({ clusters: [cluster] }), clock)[4]).toMatch(
      /^Everything that the controls need could be read/,
    );
  });

  it('name the clusters of a fleet that are not known', () => {
    const [score, requirements, , , unknown] = fiveSentences(postureOf({ clusters: fleet() }), clock);
    expect(score).toContain(`The fleet (4 clusters) scores ${postureOf({ clusters: fleet() }).score.value} of 100 on average`);
    expect(requirements).toContain('a requirement counts as its worst cluster');
    expect(unknown).toContain(
      'legacy-dc-2 has never been scanned, 2 kinds of objects could not be read and 2 objects could not be understood',
    );
  });

  it('make no statement about what nobody knows', () => {
    expect(fiveSentences(postureOf({ clusters: [neverScanned()], before: null }), clock)).toEqual([
      'The cluster legacy-dc-2 has no score against CIS Kubernetes Benchmark 2.0.1: no scan of it has succeeded yet.',
      'No control has been judged.',
      'No control could be judged, so nothing is known about risks.',
      'Without a scan nothing is known about the period.',
      'What is not known: the cluster has never been scanned.',
    ]);
  });

  it('tell a fall, a standstill, and a period without a score at its begin', () => {
    const change = (before: number | null) =>
      fiveSentences(
        postureOf({ clusters: [production()], before: before === null ? null : { value: before, grade: 'C', coverage: 1 } }),
        clock,
      )[3];
    expect(change(90)).toContain('the score fell from 90 to 73.4');
    expect(change(73.4)).toContain('the score stayed at 73.4');
    expect(change(null)).toContain('there was no score at the start of the period');
  });

  it('do not compare a single assessment with anything', () => {
    const posture = postureOf({ clusters: [production()] });
    const single = { ...posture, period: { from: posture.period.to, to: posture.period.to } };
    expect(fiveSentences(single, clock)[3]).toBe(
      'This is a single assessment: there is no earlier one in the period to compare it with.',
    );
  });

  it('say that nothing puts policies into force', () => {
    const cluster = production();
    const enforcement = { verdict: 'notEnforcing', cni: 'Flannel', evidence: [], reason: 'Flannel ignores policies.' } as const;
    expect(fiveSentences(postureOf({ clusters: [{ ...cluster, enforcement }] }), clock)[4]).toContain(
      'nothing puts policies into force (Flannel)',
    );
    const two = postureOf({ clusters: [{ ...cluster, enforcement }, clusterPosture({ name: 'other' })] });
    expect(fiveSentences(two, clock)[4]).toContain('Nothing puts policies into force in prod-eu-west-1.');
  });
});

describe('why there is no score', () => {
  it('is told apart: no cluster, no scan, nothing to judge, nothing that could be judged', () => {
    const cluster = halfForbidden();
    const scored = (coverage: number | null) =>
      postureOf({ clusters: [{ ...cluster, score: { value: null, grade: null, coverage } }] });
    expect(noScoreReason(postureOf({ kind: 'fleet', clusters: [] }))).toBe('no cluster is in scope');
    expect(noScoreReason(postureOf({ clusters: [neverScanned()] }))).toBe('no scan of it has succeeded yet');
    expect(noScoreReason(postureOf({ clusters: [neverScanned(), neverScanned('b')] }))).toBe(
      'no scan of any of the clusters has succeeded yet',
    );
    expect(noScoreReason(scored(null))).toBe('there is nothing that the controls speak about');
    expect(noScoreReason(scored(0))).toBe('nothing that counts could be evaluated');
    expect(noScoreReason(postureOf({ clusters: [cluster] }))).toBeNull();
  });
});
