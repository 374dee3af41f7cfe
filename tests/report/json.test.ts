import { json, text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import type { Posture } from '#lib/assess/posture.ts';
import { renderJson } from '#lib/report/json.ts';
import { withinFramework } from '#lib/report/standing.ts';
import { clusterPosture, fleet, neverScanned, postureOf, production } from './postures.ts';

const read = async (posture: Posture) => (await json(renderJson(posture))) as Record<string, unknown>;

describe('the JSON', () => {
  it('is the posture as the report tells it, with the texts and the digest', async () => {
    const posture = postureOf({ clusters: fleet() });
    const { schema, basisDigest, frameworkText, controlTexts, ...rest } = await read(posture);
    expect(schema).toBe('bulkhead.report/v1');
    expect(basisDigest).toMatch(/^[0-9a-f]{64}$/);
    expect(rest).toEqual(JSON.parse(JSON.stringify(withinFramework(posture))));
    expect(frameworkText).toMatchObject({ id: 'cis-2.0.1', edition: '2.0.1' });
    expect(controlTexts).toContainEqual(
      expect.objectContaining({ id: 'host-port', title: expect.any(String), fix: expect.any(String) }),
    );
  });

  it('keeps what is not known as null', async () => {
    const report = await read(postureOf({ clusters: [neverScanned()], before: null }));
    expect(report).toMatchObject({ basisDigest: null, before: null, score: { value: null, grade: null, coverage: null } });
  });

  it('comes in pieces however long it is', async () => {
    const failing = { 'host-port': 3000 };
    const stream = renderJson(
      postureOf({ framework: 'all', clusters: [clusterPosture({ name: 'c', framework: 'all', failing })] }),
    );
    const sizes: number[] = [];
    stream.on('data', (chunk: Buffer) => sizes.push(chunk.length));
    const whole = await text(stream);
    expect(sizes.length).toBeGreaterThan(10);
    expect(Math.max(...sizes)).toBeLessThan(200_000);
    expect(JSON.parse(whole)).toHaveProperty('clusters');
  });

  it('leaves controls out that no requirement of the framework names', async () => {
    const { clusters }: Posture = JSON.parse(await text(renderJson(postureOf({ clusters: [production()] }))));
    const told = clusters[0]?.controls.map(({ control }) => control);
    expect(told).toContain('host-port');
    expect(told).not.toContain('node-port-service');
  });
});
