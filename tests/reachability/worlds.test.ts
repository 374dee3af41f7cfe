import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { explanationText } from '#lib/cli/explain.ts';
import { readManifests } from '#lib/manifests/read.ts';
import { policyModel } from '#lib/policy/policies.ts';
import { driftOf } from '#lib/reachability/drift.ts';
import { endsGiven, explanationsOf, portsGiven } from '#lib/reachability/question.ts';
import { type Allowed, reachOf } from '#lib/reachability/reach.ts';
import { reachability } from '#lib/reachability/reachability.ts';
import { sealSnapshot } from '#lib/snapshot/canonical.ts';
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

/** A file `live.yaml` makes the world one of a live cluster. */
async function answersOf(name: string, part = '.') {
  const given = await readManifests({ path: path.join(folder, name, part) });
  const snapshot = existsSync(path.join(folder, name, 'live.yaml')) ? sealSnapshot({ ...given, origin: 'live' }) : given;
  const ipBlockMatchesPods = !existsSync(path.join(folder, name, 'no-ip-block-matches-pods'));
  return reachability(policyModel(snapshot), { ipBlockMatchesPods });
}

/** Who reaches whom, by which ways from outside, then what is partial and what is warned of, to be read aloud. */
async function told(name: string): Promise<string> {
  const answers = await answersOf(name);
  const { workloads, connections, partial, warnings } = reachOf(answers);
  const idle = workloads.filter(({ pods }) => pods === 0).map(({ id }) => `not running: ${id}`);
  const ways = answers.entries.all().map(({ member, says }) => `way in: ${answers.engine.classes[member]?.id}: ${says}`);
  const lines = [...connections].map(({ src, dst, allowed }) => `${peer(src)} => ${peer(dst)} : ${words(allowed)}`).toSorted();
  const doubts = partial.map(({ policy, reason }) => `partial: ${policy}: ${reason}`);
  return `${[...lines, ...idle, ...ways, ...doubts, ...warnings.map(({ object, message }) => `warning: ${object}: ${message}`)].join('\n')}\n`;
}

/** What changed, and what changed it. */
async function toldOfDrift(name: string): Promise<string> {
  const lines = [...driftOf(await answersOf(name, 'before'), await answersOf(name, 'after'))].map(
    ({ type, src, dst, before, after, causes }) =>
      `${type} ${peer(src)} => ${peer(dst)} : ${words(before)} -> ${words(after)}, because ${causes.map(({ object, what }) => `${refText(object)}: ${what}`).join('; ')}`,
  );
  return `${lines.length === 0 ? 'no connection has changed' : lines.toSorted().join('\n')}\n`;
}

describe('who reaches whom in', () => {
  it.each(stories)('%s', async (name) => {
    const text = existsSync(path.join(folder, name, 'before')) ? await toldOfDrift(name) : await told(name);
    await expect(text).toMatchFileSnapshot(path.join(folder, name, 'expected.txt'));
  });
});

/** Why each connection is open or closed that the world's `questions.txt` asks about, as `explain` says it. */
async function toldWhy(name: string): Promise<string> {
  const { engine } = await answersOf(name);
  const questions = readFileSync(path.join(folder, name, 'questions.txt'), 'utf8')
    .trim()
    .split('\n');
  const answers = questions.flatMap((question) => {
    const [from = '', to = '', port] = question.split(' ');
    const end = (text: string) => ({ text, ends: endsGiven(engine, text) });
    const dst = end(to);
    return explanationsOf(engine, end(from), dst, port === undefined ? undefined : portsGiven(engine, dst.ends, port));
  });
  return answers.map(explanationText).join('\n');
}

describe('why it is so in', () => {
  it.each(stories.filter((name) => existsSync(path.join(folder, name, 'questions.txt'))))('%s', async (name) => {
    await expect(await toldWhy(name)).toMatchFileSnapshot(path.join(folder, name, 'explained.txt'));
  });
});
