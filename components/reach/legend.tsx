import classes from './heat-map.module.css';

/** What the steps of the ramp mean: the darker (in dark mode, the brighter), the more is open. */
export function Legend({
  title,
  steps,
}: {
  readonly title: string;
  readonly steps: readonly { readonly step: number; readonly says: string }[];
}) {
  return (
    <p className={`${classes.legend} ${classes.ramp}`}>
      <span>{title}</span>
      {steps.map(({ step, says }) => (
        <span key={step} className={classes.step}>
          <span className={classes.swatch} data-step={step} aria-hidden />
          {says}
        </span>
      ))}
    </p>
  );
}
