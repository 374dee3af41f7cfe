import type { FrameworkId } from '#lib/controls/control.ts';

export const formats = ['table', 'json', 'csv'] as const;
export const reachFormats = ['txt', 'json', 'csv', 'dot'] as const;

/** Where to read, besides the source that a command is given. */
export interface SourceOptions {
  readonly context?: string;
  readonly kubeconfig?: string;
  readonly inCluster?: boolean;
  readonly insecure?: boolean;
  /** Manifests that name one object twice, and differently, are an error. */
  readonly strict?: boolean;
}

export interface ScanOptions extends SourceOptions {
  readonly framework: FrameworkId | 'all';
  readonly format: (typeof formats)[number];
  readonly output?: string;
  readonly pdf?: string;
  /** 0–100 */
  readonly failUnder?: number;
  readonly save?: boolean;
  readonly name?: string;
  readonly settings?: string;
}
