import type { Assessment } from '#lib/assess/assessment.ts';
import type { ClusterPosture, Posture } from '#lib/assess/posture.ts';
import type { Severity } from '#lib/controls/control.ts';
import { frameworkName, requirementOf } from '#lib/report/catalogue.ts';
import { noGradeReason, noScoreReason } from '#lib/report/sentences.ts';
import { type ControlStanding, controlStandings, sumOf, withinFramework } from '#lib/report/standing.ts';
import { count, countRead, coverageText, listed, number, valueText } from '#lib/report/wording.ts';
import type { RequirementResult } from '#lib/score/framework-score.ts';
import type { Score } from '#lib/score/score.ts';
import { type ObjectRef, refText } from '#lib/snapshot/objects.ts';
import { shown } from '#lib/snapshot/shown.ts';
import { gapsOf, type Problem } from '#lib/snapshot/snapshot.ts';
import { columns } from './columns.ts';
import type { Paint, Style } from './paint.ts';

const severityStyle: Readonly<Record<Severity, Style>> = {
  critical: ['bold', 'red'],
  high: 'red',
  medium: 'yellow',
  low: 'cyan',
};
const outcomeWords: Readonly<Record<RequirementResult['outcome'], readonly [word: string, style: Style]>> = {
  fail: ['fail', 'red'],
  unknown: ['unknown', 'magenta'],
  pass: ['pass', 'green'],
  notApplicable: ['not applicable', 'dim'],
  manual: ['manual', 'blue'],
  outOfReach: ['out of reach', 'dim'],
};
const examples = 3;
const longestList = 15;
const longestText = 400;

type Block = readonly string[];

const indented = (lines: readonly string[]): readonly string[] => lines.map((line) => `  ${line}`);

/** At most as many as can be read, and how many more there are. */
function some<Item>(items: readonly Item[], line: (item: Item) => string): readonly string[] {
  const more = items.length - longestList;
  return [...items.slice(0, longestList).map(line), ...(more > 0 ? [`and ${number(more)} more: see --format json`] : [])];
}

function scoreLine(posture: Posture, paint: Paint): string {
  const { score } = posture;
  const against = posture.framework === 'all' ? 'over all controls' : `against ${frameworkName(posture.framework)}`;
  if (score.value === null) return `${paint('bold', 'No score')} ${against}: ${noScoreReason(posture)}.`;
  const grade = score.grade === null ? `no grade (${noGradeReason(score)})` : `grade ${paint('bold', score.grade)}`;
  return `Score ${paint('bold', valueText(score))} of 100 ${against}, ${grade}, coverage ${coverageText(score)}`;
}

function headBlock(posture: Posture, { name, source, scan, inventory, enforcement }: ClusterPosture, paint: Paint): Block {
  const version = scan?.serverVersion == null ? '' : `, Kubernetes ${shown(scan.serverVersion)}`;
  const words =
    inventory === null
      ? []
      : [
          countRead(inventory.namespaces, 'namespace'),
          countRead(inventory.workloads, 'workload'),
          countRead(inventory.policies, 'policy', 'policies'),
          countRead(inventory.services, 'service'),
        ];
  const enforced = {
    enforcing: 'Policies are enforced',
    notEnforcing: 'Policies are NOT enforced',
    unknown: 'Enforcement is unknown',
  };
  return [
    `${paint('bold', shown(name, longestText))} ${paint('dim', `(${shown(source, longestText)}${version})`)}`,
    scoreLine(posture, paint),
    `${listed(words)}.${enforcement === null ? '' : ` ${enforced[enforcement.verdict]}: ${shown(enforcement.reason, longestText)}.`}`,
  ];
}

function frameworksBlock({ frameworks }: Assessment, paint: Paint): Block {
  const row = (id: Assessment['frameworks'][number]['framework'], score: Score) => [
    frameworkName(id),
    valueText(score),
    score.grade ?? '–',
    coverageText(score),
  ];
  const rows = frameworks.filter(({ framework }) => framework !== 'all').map(({ framework, score }) => row(framework, score));
  return columns(
    [['FRAMEWORK', 'SCORE', 'GRADE', 'COVERAGE'].map((head) => paint('dim', head)), ...rows],
    ['left', 'right', 'left', 'right'],
  );
}

function requirementsBlock({ framework }: Posture, { requirements }: ClusterPosture, paint: Paint): Block {
  const judged = requirements.filter(({ outcome }) => outcome !== 'outOfReach');
  const rows = judged.map(({ requirement, outcome, literal }) => {
    const [word, style] = outcomeWords[outcome];
    const differs = literal !== null && literal !== outcome ? ` (by its words alone: ${literal})` : '';
    return [requirement, paint(style, word), `${requirementOf(framework, requirement)?.title ?? ''}${differs}`];
  });
  const beyond = requirements.length - judged.length;
  return [
    ...columns([['REQUIREMENT', 'VERDICT', 'TITLE'].map((head) => paint('dim', head)), ...rows]),
    ...(beyond === 0 ? [] : [`${count(beyond, 'more lies', 'more lie')} out of reach of what an API server tells.`]),
  ];
}

const resourceText = ({ kind, namespace, name }: ObjectRef): string =>
  shown(kind === 'Cluster' ? 'the cluster' : refText({ kind, namespace, name }), 120);

function failingBlock(standings: readonly ControlStanding[], paint: Paint): Block {
  const failing = standings.filter(({ counts }) => counts.fail > 0);
  if (failing.length === 0)
    return [standings.some(({ counts }) => counts.pass > 0) ? 'No control fails.' : 'No control could be judged.'];
  const table = columns(
    [
      ['SEVERITY', 'CONTROL', 'FAIL', 'OF', 'WHAT SHOULD HOLD'].map((head) => paint('dim', head)),
      ...failing.map(({ text: { id, severity, title }, counts: { pass, fail, unknown } }) => [
        paint(severityStyle[severity], severity),
        id,
        number(fail),
        number(pass + fail + unknown),
        title,
      ]),
    ],
    ['left', 'left', 'right', 'right'],
  );
  const named = failing.map(({ findings }) => {
    const names = findings.slice(0, examples).map(({ resource }) => resourceText(resource));
    const more = findings.length - names.length;
    return paint('dim', `          ${names.join(', ')}${more > 0 ? ` and ${number(more)} more` : ''}`);
  });
  const [head = '', ...lines] = table;
  return [
    `Failing controls (${number(failing.length)})`,
    ...indented([head, ...lines.flatMap((line, index) => [line, named[index] ?? ''])]),
  ];
}

function unknownBlock(standings: readonly ControlStanding[], { controls }: Assessment): Block {
  const judged = new Map(controls.map((control) => [control.control, control]));
  const rows = standings.flatMap(({ text: { id } }) => {
    const { outcome, reason, results } = judged.get(id) ?? {};
    const unknown = results?.filter((result) => result.outcome === 'unknown' && !result.excluded) ?? [];
    const [first, ...more] = unknown;
    if (first === undefined) return outcome === 'unknown' && reason != null ? [[id, shown(reason, longestText)]] : [];
    const others = more.length === 0 ? '' : ` (and ${number(more.length)} more)`;
    return [[id, `${resourceText(first.resource)}: ${shown(first.message, longestText)}${others}`]];
  });
  return rows.length === 0 ? [] : [`Not known (${number(rows.length)})`, ...indented(columns(rows))];
}

function restLine(standings: readonly ControlStanding[]): Block {
  const passing = standings.filter(({ outcome }) => outcome === 'pass').length;
  const without = standings.filter(({ outcome }) => outcome === 'notApplicable').length;
  const { excluded } = sumOf(standings.map(({ counts }) => counts));
  const left = excluded === 0 ? '' : ` ${count(excluded, 'result is', 'results are')} left out of the score by the settings.`;
  return [
    `${count(passing, 'control passes', 'controls pass')}, ${number(without)} ${without === 1 ? 'has' : 'have'} nothing to judge.${left}`,
  ];
}

const problemLine = ({ object, message }: Problem): string => `${shown(object, longestText)}: ${shown(message, longestText)}`;

function unreadBlock({ unread, problems }: ClusterPosture, paint: Paint): Block {
  const left = gapsOf(problems);
  if (unread.length + left.length === 0) return [];
  return [
    paint('bold', 'Could not be read fully'),
    ...indented(some(unread, ({ resource, status, message }) => `${resource} (${status}): ${shown(message, longestText)}`)),
    ...indented(some(left, problemLine)),
  ];
}

function notesBlock({ problems }: ClusterPosture): Block {
  const notes = problems.filter(({ note }) => note === true);
  return notes.length === 0 ? [] : ['Noted while reading', ...indented(some(notes, problemLine))];
}

/** The verdict for reading on a terminal: the worst first, then what is not known, and what could not be read. */
export function tableText(given: Posture, assessment: Assessment, paint: Paint): string {
  const posture = withinFramework(given);
  const [cluster] = posture.clusters;
  if (cluster === undefined) throw new Error('a posture without a cluster');
  const standings = controlStandings(posture);
  const blocks: readonly Block[] = [
    headBlock(posture, cluster, paint),
    posture.framework === 'all' ? frameworksBlock(assessment, paint) : requirementsBlock(posture, cluster, paint),
    failingBlock(standings, paint),
    unknownBlock(standings, assessment),
    restLine(standings),
    unreadBlock(cluster, paint),
    notesBlock(cluster),
  ];
  return `${blocks
    .filter(({ length }) => length > 0)
    .map((block) => block.join('\n'))
    .join('\n\n')}\n`;
}
