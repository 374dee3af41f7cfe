import fc from 'fast-check';

// The same random worlds in every run, so that a change of the code is the only thing that can turn a test red.
// RANDOM_SEED asks for others, and RANDOM_CLUSTERS for more of them.
fc.configureGlobal({ seed: Number(process.env.RANDOM_SEED ?? 1) });
