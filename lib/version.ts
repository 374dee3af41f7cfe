import packageJson from '../package.json' with { type: 'json' };

/** Bulkhead's own version. Apart from the environment, whose reading the command line mostly does without. */
export const version: string = packageJson.version;
