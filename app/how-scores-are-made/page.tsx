import type { Metadata } from 'next';
import { PageHeader } from '#components/page/page-header.tsx';
import { Prose } from '#components/page/prose.tsx';
import { Section } from '#components/page/section.tsx';
import { Verdict } from '#components/verdict/verdict.tsx';
import { defaultSettings } from '#lib/assess/settings.ts';
import { severities } from '#lib/controls/control.ts';
import { grades, leastCoverage, weights } from '#lib/score/score.ts';

export const metadata: Metadata = { title: 'How scores are made' };

const outcomes = [
  ['pass', 'the resource does what the control asks for, and we can show why'],
  ['high', 'it does not, and we can show why'],
  [
    'unknown',
    'something that the verdict needs could not be read or understood; never counted as a pass, and told with its reason',
  ],
  ['notApplicable', 'there is nothing in the cluster that the control speaks about'],
] as const;

export default function HowScoresAreMade() {
  return (
    <Prose>
      <PageHeader
        title="How scores are made"
        lede="The whole calculation. Nothing else goes into a number that you see here or in a report."
      />
      <Section title="One control on one resource has one of four outcomes">
        <ul>
          {outcomes.map(([tone, text]) => (
            <li key={tone}>
              {tone === 'high' ? <Verdict tone="high" label="Fail" letter="✗" /> : <Verdict tone={tone} />} {text}
            </li>
          ))}
        </ul>
        <p>
          A control on a cluster fails when one resource fails, is unknown when none fails and one is unknown, and passes only
          when all of them pass.
        </p>
      </Section>
      <Section title="The score is a mean, weighted by severity">
        <p>
          The compliance of a control is the number of resources that pass, divided by the number that pass or fail. The score is
          the mean of all controls’ compliance, where each counts as much as its severity weighs:
        </p>
        <ul>
          {severities.map((severity) => (
            <li key={severity}>
              <Verdict tone={severity} /> counts {weights[severity]}
            </li>
          ))}
        </ul>
        <p>
          <code>score = 100 × Σ weight × pass ∕ (pass + fail) ∕ Σ weight</code>, over the controls with at least one resource that
          passes or fails, rounded down to one decimal. Where nothing could be evaluated there is no score: a dash, and the
          reason. It is never 100 for lack of knowledge.
        </p>
        <p>
          The score of a framework takes the controls that decide at least one of its automatic requirements. The score of the
          fleet is the mean of its clusters’ scores; a cluster that could not be evaluated adds nothing to it, and lowers the
          coverage.
        </p>
      </Section>
      <Section title="Coverage says how much of it is known">
        <p>
          <code>coverage = Σ weight × (pass + fail) ∕ (pass + fail + unknown) ∕ Σ weight</code>, over the controls that apply. A
          control that could not be judged at all has a share of zero. The ring around a score is its coverage.
        </p>
      </Section>
      <Section title="Grades">
        <p>
          {grades.map(({ grade, from }) => `${grade} from ${from}`).join(', ')}. With a coverage below {leastCoverage * 100}%
          there is no grade: too little is known.
        </p>
      </Section>
      <Section title="Literal and effective">
        <p>
          Some requirements only ask that an object exists, for example that every namespace has a NetworkPolicy. The{' '}
          <em>literal</em> verdict answers that question as it is written. The <em>effective</em> verdict says what the traffic
          rules really do: a policy that allows everything exists, and protects nothing. Scores use the effective verdict; where
          the two differ, both are shown.
        </p>
      </Section>
      <Section title="System namespaces, and what else is left out">
        <p>
          Every namespace is judged. A setting says whose results are left out of the score, and for which controls; they stay
          visible, are counted apart, and every report lists them with the reason. Unless somebody decides otherwise:
        </p>
        <ul>
          {defaultSettings.exclusions.map(({ controls, namespaces, why }) => (
            <li key={why}>
              {namespaces.join(', ')} are left out of {controls.join(', ')}: {why}.
            </li>
          ))}
        </ul>
      </Section>
      <Section title="Manual and out of reach">
        <p>
          A requirement that a person must decide, or that an API server cannot tell anything about, is listed with its framework
          and never counted as passed.
        </p>
      </Section>
      <Section title="Time">
        <p>
          A score holds from the scan that found it until the next one that finds another. Where no scan succeeded for more than
          twice the time between two scheduled ones, the line has a gap: nobody knows what was true then.
        </p>
      </Section>
    </Prose>
  );
}
