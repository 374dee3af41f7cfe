import type { Posture } from '#lib/assess/posture.ts';
import type { ControlStanding } from '../standing.ts';
import type { Clock } from '../wording.ts';
import type { Sheet } from './sheet.ts';

/** What every part of the report is made of. */
export interface Report {
  readonly posture: Posture;
  readonly clock: Clock;
  readonly controls: readonly ControlStanding[];
  readonly fleet: boolean;
  /** There is no period: one assessment, of which nobody knows since when its findings are open. */
  readonly single: boolean;
}

/** A part of the report: a line of the contents, a bookmark, and what writes it. */
export interface Chapter {
  readonly title: string;
  readonly place: string;
  /** Whether it begins a page. */
  readonly page: 'new' | 'same';
  readonly write: (sheet: Sheet, report: Report) => Promise<void>;
}

/** Where a control's block is; the name of a place is plain ASCII, so that readers find it whatever their sorting. */
export const placeOf = (control: string): string => `control-${control.replaceAll(/[^a-z0-9-]/g, '')}`;

export const failing = ({ controls }: Pick<Report, 'controls'>): readonly ControlStanding[] =>
  controls.filter(({ outcome }) => outcome === 'fail');

/** What stands where nothing fails: that nothing was judged is no good news. */
export const nothingFails = ({ controls }: Pick<Report, 'controls'>): string =>
  controls.some(({ outcome }) => outcome === 'pass')
    ? 'No control fails.'
    : 'No control could be judged, so nothing is known about risks.';
