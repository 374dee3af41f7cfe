import type { FrameworkId } from '#lib/controls/control.ts';

/** One thing a published benchmark or standard asks for, in our words. */
export interface Requirement {
  /** The number or name that the publisher gave it. */
  readonly id: string;
  readonly title: string;
  readonly section: string;
  /**
   * `automatic`: controls decide it. `manual`: a person must, and controls at most hint. `outOfReach`: it lies outside what an API
   * server can tell (firewalls, flags of the control plane). The last two are shown and never counted as passed.
   */
  readonly decided: 'automatic' | 'manual' | 'outOfReach';
  /** The profile level, where the framework has levels. */
  readonly level?: 1 | 2;
  /** What a person has to look at, for those that are not automatic. */
  readonly note?: string;
  /** True where the official text asks only that an object exists: it then has a literal and an effective verdict. */
  readonly literal?: true;
  /** The same requirement's number in other editions, by edition (`1.10` → `5.7.1`). */
  readonly otherEditions?: Readonly<Record<string, string>>;
}

export interface Framework {
  readonly id: FrameworkId;
  readonly name: string;
  readonly edition: string;
  readonly publisher: string;
  readonly url: string;
  readonly requirements: readonly Requirement[];
}
