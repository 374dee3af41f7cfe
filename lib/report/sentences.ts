import type { Posture } from '#lib/assess/posture.ts';
import type { Enforcement } from '#lib/facts/facts.ts';
import { leastCoverage, type Score } from '#lib/score/score.ts';
import { gapsOf } from '#lib/snapshot/snapshot.ts';
import { frameworkName } from './catalogue.ts';
import { type ControlStanding, controlStandings, oldestOf, type RequirementStanding, requirementStandings } from './standing.ts';
import {
  briefly,
  type Clock,
  count,
  coverageText,
  isSingle,
  listed,
  number,
  percent,
  scopeName,
  shortened,
  valueText,
} from './wording.ts';

/** Why there is no number; null where there is one. */
export function noScoreReason({ clusters, score }: Posture): string | null {
  if (score.value !== null) return null;
  if (clusters.length === 0) return 'no cluster is in scope';
  if (clusters.every(({ scan }) => scan === null))
    return clusters.length === 1 ? 'no scan of it has succeeded yet' : 'no scan of any of the clusters has succeeded yet';
  if (score.coverage === null) return 'there is nothing that the controls speak about';
  return 'nothing that counts could be evaluated';
}

/** Why a number has no grade; null where it has one, or where there is no number. */
export const noGradeReason = ({ value, grade, coverage }: Score): string | null =>
  value === null || grade !== null
    ? null
    : `less than ${percent(leastCoverage)} of the weight could be evaluated (${coverageText({ value, grade, coverage })})`;

const isFleet = ({ scope }: Posture): boolean => scope.kind === 'fleet';

function scoreSentence(posture: Posture): string {
  const { score, clusters } = posture;
  const name = shortened(scopeName(posture), 300).replace(/^[CF]/, (letter) => letter.toLowerCase());
  const against = posture.framework === 'all' ? 'over all controls' : `against ${frameworkName(posture.framework)}`;
  const subject = `The ${name}${isFleet(posture) ? ` (${count(clusters.length, 'cluster')})` : ''}`;
  const reason = noScoreReason(posture);
  if (reason !== null) return `${subject} has no score ${against}: ${reason}.`;
  const grade = score.grade === null ? `no grade, because ${noGradeReason(score)}` : `grade ${score.grade}`;
  const mean = isFleet(posture) && clusters.length > 1 ? ' on average' : '';
  return `${subject} scores ${valueText(score)} of 100${mean} ${against}: ${grade}, with ${coverageText(score)} of the controls' weight evaluated.`;
}

const withOutcome = (standings: readonly RequirementStanding[], ...outcomes: readonly RequirementStanding['outcome'][]): number =>
  standings.filter(({ outcome }) => outcomes.includes(outcome)).length;

function requirementSentence(posture: Posture, controls: readonly ControlStanding[]): string {
  const standings = requirementStandings(posture);
  if (standings.length === 0) {
    const judged = controls.filter(({ outcome }) => outcome !== 'notApplicable');
    if (judged.length === 0) return 'No control has been judged.';
    const failing = judged.filter(({ outcome }) => outcome === 'fail').length;
    const unknown = judged.filter(({ outcome }) => outcome === 'unknown').length;
    return `Of ${count(judged.length, 'control')} that apply, ${number(failing)} fail, ${number(judged.length - failing - unknown)} pass and ${number(unknown)} could not be judged.`;
  }

  const parts = [
    [withOutcome(standings, 'pass'), 'met'] as const,
    [withOutcome(standings, 'fail'), 'not met'] as const,
    [withOutcome(standings, 'unknown'), 'not known'] as const,
    [withOutcome(standings, 'manual', 'outOfReach'), 'for a person to decide'] as const,
    [withOutcome(standings, 'notApplicable'), 'without anything to judge'] as const,
  ].flatMap(([of, what]) => (of === 0 ? [] : [`${number(of)} ${of === 1 ? 'is' : 'are'} ${what}`]));
  const words = standings.filter(({ outcome, literal }) => outcome === 'fail' && literal === 'pass').length;
  const hidden = words === 0 ? '' : ` By the benchmark's words alone ${number(words)} of those not met would pass.`;
  return `Of ${count(standings.length, 'requirement')}, ${listed(parts)}${isFleet(posture) ? ' (a requirement counts as its worst cluster)' : ''}.${hidden}`;
}

function riskSentence(posture: Posture, controls: readonly ControlStanding[], clock: Clock): string {
  const failing = controls.filter(({ outcome }) => outcome === 'fail');
  const open = failing.reduce((sum, { counts }) => sum + counts.fail, 0);
  const [worst] = failing;
  if (worst === undefined) {
    const judged = controls.some(({ outcome }) => outcome === 'pass');
    return judged ? 'No control fails.' : 'No control could be judged, so nothing is known about risks.';
  }
  const clusters = new Set(worst.findings.map(({ cluster }) => cluster)).size;
  const where = isFleet(posture) ? ` in ${count(clusters, 'cluster')}` : '';
  const oldest = isSingle(posture) ? null : oldestOf(worst.findings);
  const since = oldest === null ? '' : `, the oldest since ${clock.day(oldest)}`;
  const evaluated = worst.counts.fail + worst.counts.pass;
  return `${count(failing.length, 'control fails', 'controls fail')} with ${count(open, 'open finding')}; the most severe, “${worst.text.title}” (${worst.text.severity}), does not hold for ${number(worst.counts.fail)} of ${count(evaluated, 'resource')}${where}${since}.`;
}

function changeSentence({ before, score, clusters, period }: Posture, clock: Clock): string {
  if (clusters.every(({ scan }) => scan === null)) return 'Without a scan nothing is known about the period.';
  if (isSingle({ period })) return 'This is a single assessment: there is no earlier one in the period to compare it with.';
  const opened = clusters.reduce((sum, { changes }) => sum + changes.opened.length, 0);
  const closed = clusters.reduce((sum, { changes }) => sum + changes.closed.length, 0);
  const since = `Since ${clock.day(period.from)}`;
  const moves = `${count(opened, 'finding')} opened and ${number(closed)} closed`;
  if (before === null || before.value === null || score.value === null)
    return `${since}, ${moves}; ${before?.value === undefined || before.value === null ? 'there was no score at the start of the period' : 'there is no score now'}.`;
  const difference = Math.round((score.value - before.value) * 10) / 10;
  const course =
    difference === 0
      ? `stayed at ${valueText(score)}`
      : `${difference > 0 ? 'rose' : 'fell'} from ${valueText(before)} to ${valueText(score)}`;
  return `${since}, the score ${course}; ${moves}.`;
}

const enforcementText = ({ verdict, cni }: Enforcement): string => {
  const by = cni === null ? '' : ` (${cni})`;
  if (verdict === 'enforcing') return `policies are put into force${by}`;
  return verdict === 'notEnforcing'
    ? `nothing puts policies into force${by}`
    : `whether anything puts policies into force is not known${by}`;
};

function enforcementSentence(posture: Posture): string {
  const [only] = posture.clusters;
  if (!isFleet(posture))
    return only?.enforcement == null ? '' : ` As far as it could be read, ${enforcementText(only.enforcement)}.`;
  const names = (verdict: Enforcement['verdict']) =>
    posture.clusters.filter(({ enforcement }) => enforcement?.verdict === verdict).map(({ name }) => name);
  const [not, unsure] = [names('notEnforcing'), names('unknown')];
  return [
    not.length > 0 ? ` Nothing puts policies into force in ${briefly(not)}.` : '',
    unsure.length > 0 ? ` Whether anything does is not known for ${briefly(unsure)}.` : '',
  ].join('');
}

function unknownSentence(posture: Posture, controls: readonly ControlStanding[]): string {
  const { clusters } = posture;
  if (clusters.length === 0) return 'Nothing is known, because nothing was scanned.';
  const never = clusters.filter(({ scan }) => scan === null).map(({ name }) => name);
  const unread = clusters.reduce((sum, cluster) => sum + cluster.unread.length, 0);
  const problems = clusters.reduce((sum, cluster) => sum + gapsOf(cluster.problems).length, 0);
  const unknown = controls.filter(({ counts, outcome }) => outcome === 'unknown' || counts.unknown > 0).length;
  const parts = [
    never.length > 0
      ? `${isFleet(posture) ? briefly(never) : 'the cluster'} ${never.length === 1 ? 'has' : 'have'} never been scanned`
      : '',
    unread > 0 ? `${count(unread, 'kind of object', 'kinds of objects')} could not be read` : '',
    problems > 0 ? `${count(problems, 'object')} could not be understood` : '',
    unknown > 0 ? `${count(unknown, 'control')} could not be judged everywhere` : '',
  ].filter((part) => part !== '');
  const lead = parts.length === 0 ? 'Everything that the controls need could be read' : `What is not known: ${listed(parts)}`;
  return `${lead}.${enforcementSentence(posture)}`;
}

/** What a manager has to know, in five statements made of nothing but facts: score, requirements, risks, change, what is unknown. */
export function fiveSentences(posture: Posture, clock: Clock): readonly string[] {
  const controls = controlStandings(posture);
  return [
    scoreSentence(posture),
    requirementSentence(posture, controls),
    riskSentence(posture, controls, clock),
    changeSentence(posture, clock),
    unknownSentence(posture, controls),
  ];
}
