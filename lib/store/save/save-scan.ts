import type pg from 'pg';
import type { Assessment } from '#lib/assess/assessment.ts';
import { canonicalJson, digestOfText } from '#lib/snapshot/canonical.ts';
import { resourceNames } from '#lib/snapshot/resources.ts';
import { isComplete, objectsOf, type Snapshot } from '#lib/snapshot/snapshot.ts';
import { version } from '#lib/version.ts';
import { inTransaction, type Store } from '../connection.ts';
import { driftSince, isOvertaken, type ScanDrift, saveDrift } from './drift.ts';
import { saveBodies, saveObjects, toldResources } from './objects.ts';
import { type ReachRows, reachRowsOf, saveReach } from './reach.ts';
import { saveFindings } from './save-findings.ts';
import { insertScan, lockBodies, type Place, placeOf, type ScanValues, type Visit } from './scan-row.ts';
import { saveVerdicts } from './verdicts.ts';

export interface SuccessfulVisit extends Visit {
  readonly snapshot: Snapshot;
  readonly assessment: Assessment;
}

export interface SavedScan {
  readonly number: number;
  readonly status: 'complete' | 'partial' | 'failed';
  /** Equal to the scan before it in everything: only the scan itself was recorded. */
  readonly unchanged: boolean;
  readonly opened: number;
  readonly closed: number;
}

/** What a snapshot says beside its objects, and which resources its objects tell in full. */
export interface SnapshotHeader extends Omit<Snapshot, 'objects'> {
  readonly told: readonly string[];
}

/** What an assessment says of the cluster as a whole. */
export type AssessmentSummary = Pick<Assessment, 'inventory' | 'enforcement' | 'unread' | 'problems' | 'settings'>;

function headerOf(snapshot: Snapshot): SnapshotHeader {
  const { objects: _, ...header } = snapshot;
  return { ...header, told: [...toldResources(snapshot)] };
}

const summaryOf = ({ inventory, enforcement, unread, problems, settings }: Assessment): AssessmentSummary => ({
  inventory,
  enforcement,
  unread,
  problems,
  settings,
});

const none = { opened: 0, closed: 0, added: 0, changed: 0, removed: 0 };

const same = ({ previous }: Place, now: Pick<ScanValues, 'snapshotDigest' | 'resultsDigest' | 'summaryDigest' | 'reachDigest'>) =>
  previous !== null &&
  previous.snapshotDigest === now.snapshotDigest &&
  previous.resultsDigest === now.resultsDigest &&
  previous.summaryDigest === now.summaryDigest &&
  previous.reachDigest === now.reachDigest &&
  previous.version === version;

/** What is written of a scan, made before anything waits for it. */
interface Prepared extends SuccessfulVisit {
  readonly header: Body;
  readonly summary: Body;
  readonly reach: ReachRows | null;
}

interface Body {
  readonly digest: string;
  readonly text: string;
}

function bodyOf(value: unknown): Body {
  const text = canonicalJson(value);
  return { digest: digestOfText(text), text };
}

/** Null where another scan was saved while this one was compared with the one before it: nothing is written then. */
async function save(client: pg.PoolClient, prepared: Prepared, since: ScanDrift): Promise<SavedScan | null> {
  const { cluster, snapshot, assessment, header, summary, reach } = prepared;
  await lockBodies(client, 'use');
  const place = await placeOf(client, prepared);
  const { number, at, previous, saved } = place;
  if (saved !== null && saved.status !== 'failed') return { ...saved, unchanged: true, opened: 0, closed: 0 };
  const status = isComplete(assessment) ? 'complete' : 'partial';
  const values: Omit<ScanValues, keyof typeof none | 'objects' | 'findings'> = {
    status,
    version,
    error: null,
    snapshotDigest: assessment.snapshotDigest,
    resultsDigest: assessment.resultsDigest,
    previousDigest: previous?.snapshotDigest ?? null,
    headerDigest: header.digest,
    summaryDigest: summary.digest,
    reachDigest: reach?.digest ?? null,
  };
  const unchanged = previous !== null && same(place, values);
  if (!unchanged && (await isOvertaken(client, cluster, since))) return null;
  if (saved !== null) await client.query('DELETE FROM scan WHERE job_id = $1', [prepared.jobId]);
  if (unchanged) {
    await insertScan(client, prepared, place, { ...values, ...none, objects: previous.objects, findings: previous.findings });
    return { number, status, unchanged: true, opened: 0, closed: 0 };
  }
  await saveBodies(client, new Map([header, summary].map(({ digest, text }) => [digest, text])));
  const objects =
    previous?.snapshotDigest === assessment.snapshotDigest ? none : await saveObjects(client, cluster, number, snapshot);
  const moment = { cluster, number, at, first: previous === null };
  await saveVerdicts(client, moment, assessment);
  await saveReach(client, moment, reach);
  await saveDrift(client, moment, since);
  const { opened, closed, open } = await saveFindings(client, moment, assessment);
  await insertScan(client, prepared, place, {
    ...values,
    objects: resourceNames.reduce((sum, name) => sum + objectsOf(snapshot, name).length, 0),
    findings: open,
    opened,
    closed,
    added: objects.added,
    changed: objects.changed,
    removed: objects.removed,
  });
  return { number, status, unchanged: false, opened, closed };
}

/**
 * Records a scan that succeeded, in one transaction. One that equals the scan before it adds its own row and nothing else. Saving the
 * same job twice returns what the first time saved; only a job that was recorded as failed gives way to the scan that succeeded after
 * all. Throws UserError where the cluster is gone.
 */
export async function saveScan(store: Store, visit: SuccessfulVisit): Promise<SavedScan> {
  const { cluster, snapshot, assessment } = visit;
  const prepared = {
    ...visit,
    header: bodyOf(headerOf(snapshot)),
    summary: bodyOf(summaryOf(assessment)),
    reach: assessment.reach === null ? null : reachRowsOf(assessment.reach),
  };
  // The comparison takes too long to keep others waiting for it. Another round means that another scan was saved, and those are few.
  for (;;) {
    const since = await driftSince(store, cluster, snapshot, prepared.reach?.digest ?? null);
    const saved = await inTransaction(store, (client) => save(client, prepared, since));
    if (saved !== null) return saved;
  }
}
