import { IconArrowNarrowDown, IconBan, IconCheck } from '@tabler/icons-react';
import type { ToldStory } from '#lib/assess/explained.ts';
import type { Step } from '#lib/reachability/explain.ts';
import classes from './explain.module.css';

interface Props {
  readonly src: string;
  readonly dst: string;
  readonly story: ToldStory;
}

const layers: Readonly<Record<Step['layer'], string>> = {
  admin: 'Admin tier',
  networkPolicy: 'NetworkPolicies',
  baseline: 'Baseline tier',
  none: 'No policy',
};

const outcomes: Readonly<Record<Step['outcome'], string>> = {
  allow: 'allowed',
  deny: 'denied',
  pass: 'left to the next layer',
  next: 'nothing to say',
};

const icons = { allow: IconCheck, deny: IconBan, pass: IconArrowNarrowDown, next: IconArrowNarrowDown } as const;

function Link({ step, decides }: { readonly step: Step; readonly decides: boolean }) {
  const { layer, outcome, policy, rule, says } = step;
  const Icon = icons[outcome];
  return (
    <li data-decides={decides || undefined}>
      <span className={classes.layer}>
        <Icon size={16} aria-hidden />
        {layers[layer]}: {outcomes[outcome]}
      </span>
      <span>{says}</span>
      {decides && policy !== null && rule !== null && (
        <span className={classes.decider}>
          Decided by {policy.kind}{' '}
          <code>{`${policy.namespace === null ? '' : `${policy.namespace}/`}${policy.name} ${rule.path}`}</code>
        </span>
      )}
    </li>
  );
}

function Side({ title, steps }: { readonly title: string; readonly steps: readonly Step[] }) {
  return (
    <div>
      <h4>{title}</h4>
      <ol className={classes.chain}>
        {steps.map((step, index) => (
          <Link key={`${step.layer} ${step.says}`} step={step} decides={index === steps.length - 1} />
        ))}
      </ol>
    </div>
  );
}

/** Why some ports are open or closed: on each side the layers as the connection meets them, down to the one that decides. */
export function Story({ src, dst, story: { ports, allowed, egress, ingress } }: Props) {
  const Icon = allowed ? IconCheck : IconBan;
  return (
    <article className={classes.story}>
      <h3>
        <Icon size={18} aria-hidden />
        {allowed ? 'Allowed' : 'Denied'}: {ports}
      </h3>
      <div className={classes.sides}>
        <Side title={`Out of ${src}`} steps={egress} />
        <Side title={`Into ${dst}`} steps={ingress} />
      </div>
    </article>
  );
}
