import type { Labels } from '#lib/snapshot/objects.ts';

/** From the most protected to the least: what a lower one can reach of a higher one is a way around every gate between them. */
const environments = ['production', 'staging', 'development'] as const;
export type Environment = (typeof environments)[number];

/** Where the environment of a namespace is taken from, and the word that said so. */
export interface EnvironmentFact {
  readonly environment: Environment;
  /** `label environment=prod`, `its name`. */
  readonly by: string;
}

const words: Readonly<Record<Environment, readonly string[]>> = {
  production: ['production', 'prod', 'prd', 'live'],
  staging: ['staging', 'stage', 'stg', 'preprod', 'preproduction', 'uat', 'qa', 'acceptance'],
  development: ['development', 'develop', 'dev', 'test', 'testing', 'tst', 'sandbox', 'ci', 'preview', 'review'],
};

const labelKeys = ['environment', 'env', 'stage', 'app.kubernetes.io/environment', 'environment-type', 'deployment-environment'];

const environmentOfWord = (word: string): Environment | undefined =>
  environments.find((environment) => words[environment].includes(word.toLowerCase()));

/** `pre-prod` says staging, not production. */
const wordsOf = (text: string): readonly string[] =>
  text
    .toLowerCase()
    .replace(/pre[-_.]prod/g, 'preprod')
    .split(/[-_.]/);

/** Of a label's value or a name only if it has one such word, or several that mean the same. */
function environmentOfText(text: string): Environment | undefined {
  const found = new Set(wordsOf(text).flatMap((word) => environmentOfWord(word) ?? []));
  const [only, ...more] = found;
  return more.length === 0 ? only : undefined;
}

/** The environment that a namespace belongs to, by its labels or else by a word of its name; null where neither says one. */
export function environmentOf(name: string, labels: Labels): EnvironmentFact | null {
  for (const key of labelKeys) {
    const value = labels[key];
    const environment = value === undefined ? undefined : environmentOfText(value);
    if (environment !== undefined) return { environment, by: `label ${key}=${value}` };
  }
  const environment = environmentOfText(name);
  return environment === undefined ? null : { environment, by: 'its name' };
}
