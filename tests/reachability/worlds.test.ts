import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readManifests } from '#lib/manifests/read.ts';
import { policyModel } from '#lib/policy/policies.ts';
import { driftOf } from '#lib/reachability/drift.ts';
import { type Allowed, reachOf } from '#lib/reachability/reach.ts';
import { reachability } from '#lib/reachability/reachability.ts';
import { refText } from '#lib/snapshot/objects.ts';

const folder = path.resolve(import.meta.dirname, '../clusters');
const stories = readdirSync(folder).filter((name) => name.startsWith('reach-'));

const words = (allowed: Allowed): string =>
  typeof allowed === 'string'
    ? allowed
    : Object.entries(allowed)
        .map(([protocol, ranges]) => `${protocol} ${ranges.join(',')}`)
        .join('; ');

const everyAddress = new Map([
  ['0.0.0.0-255.255.255.255', 'any IPv4'],
  ['::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff', 'any IPv6'],
]);
const peer = (name: string): string => everyAddress.get(name) ?? name;

async function answersOf(name: string, part = '.') {
  const ipBlockMatchesPods = !existsSync(path.join(folder, name, 'no-ip-block-matches-pods'));
  return reachability(policyModel(await readManifests({ path: path.join(folder, name, part) })), { ipBlockMatchesPods });
}

/** Who reaches whom, by which ways from outside, then what is partial and what is warned of, to be read aloud. */
async function told(name: string): Promise<string> {
  const answers = await answersOf(name);
  const { connections, partial, warnings } = reachOf(answers);
  const ways = answers.entries.all().map(({ member, says }) => `way in: ${answers.engine.classes[member]?.id}: ${says}`);
  const lines = [...connections].map(({ src, dst, allowed }) => `${peer(src)} => ${peer(dst)} : ${words(allowed)}`).toSorted();
  const doubts = partial.map(({ policy, reason }) => `partial: ${policy}: ${reason}`);
  return `${[...lines, ...ways, ...doubts, ...warnings.map(({ object, message }) => `warning: ${object}: ${message}`)].join('\n')}\n`;
}

/** What changed, and what changed it. */
async function toldOfDrift(name: string): Promise<string> {
  const lines = [...driftOf(await answersOf(name, 'before'), await answersOf(name, 'after'))].map(
    ({ type, src, dst, before, after, causes }) =>
      `${type} ${peer(src)} => ${peer(dst)} : ${words(before)} -> ${words(after)}, because ${causes.map(({ object, what }) => `${refText(object)}: ${what}`).join('; ')}`,
  );
  return `${lines.toSorted().join('\n')}\n`;
}

describe('who reaches whom in', () => {
  it.each(stories)('%s', async (name) => {
    const text = existsSync(path.join(folder, name, 'before')) ? await toldOfDrift(name) : await told(name);
    await expect(text).toMatchFileSnapshot(path.join(folder, name, 'expected.txt'));
  });
});
