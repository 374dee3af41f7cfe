import type { Posture } from '#lib/assess/posture.ts';
import { UserError } from '#lib/errors.ts';
import type { Allowed } from '#lib/reachability/reach.ts';
import type { Score } from '#lib/score/score.ts';

const grouped = new Intl.NumberFormat('en-US');

export const number = (value: number): string => grouped.format(value);

/** `1 finding`, `1,200 findings`; `several` for words that do not take an s. */
export const count = (value: number, one: string, several = `${one}s`): string =>
  `${number(value)} ${value === 1 ? one : several}`;

/** The same of a number that may not be known: `namespaces not read`. */
export const countRead = (value: number | null, one: string, several = `${one}s`): string =>
  value === null ? `${several} not read` : count(value, one, several);

/** `a`, `a and b`, `a, b and c`. */
export const listed = (words: readonly string[]): string =>
  words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;

/** Without its middle, if it is too long for a place that has little room. */
export const shortened = (text: string, most: number): string => {
  const chars = Array.from(text);
  const half = Math.floor((most - 1) / 2);
  return chars.length <= most ? text : `${chars.slice(0, half).join('')}…${chars.slice(-half).join('')}`;
};

/** As a list, but only the first few by name. */
export const briefly = (names: readonly string[], most = 3): string =>
  names.length <= most ? listed(names) : `${names.slice(0, most).join(', ')} and ${number(names.length - most)} more`;

export const percent = (share: number): string => `${Math.floor(share * 1000 + 1e-9) / 10}%`;

export const valueText = ({ value }: Score): string => (value === null ? '–' : String(value));

export const coverageText = ({ coverage }: Score): string => (coverage === null ? '–' : percent(coverage));

/** `TCP 80,8000-8090; UDP 53`, `All` or `None`. */
export const allowedText = (allowed: Allowed): string =>
  typeof allowed === 'string'
    ? allowed
    : Object.entries(allowed)
        .map(([protocol, ranges]) => `${protocol} ${ranges.join(',')}`)
        .join('; ');

/** The same for people to read: `all ports`, `TCP 80, 8000-8090; UDP 53`; `closed` where there is none. */
export const portsWords = (allowed: Allowed): string =>
  allowed === 'All' ? 'all ports' : allowed === 'None' ? 'closed' : allowedText(allowed).replaceAll(',', ', ');

/** `Cluster prod`, `Fleet`, `Fleet europe`. */
export const scopeName = ({ scope }: Pick<Posture, 'scope'>): string =>
  scope.kind === 'cluster' ? `Cluster ${scope.name}` : scope.name === 'Fleet' ? 'Fleet' : `Fleet ${scope.name}`;

/** Whether there is no period, only one assessment. */
export const isSingle = ({ period }: Pick<Posture, 'period'>): boolean => period.from === period.to;

export interface Clock {
  readonly zone: string;
  /** `21 Nov 2025, 09:14 CET` */
  readonly moment: (at: string) => string;
  /** `21 Nov 2025` */
  readonly day: (at: string) => string;
  /** `21 Nov`, `09:14`: marks of a time axis. */
  readonly shortDay: (at: Date) => string;
  readonly shortTime: (at: Date) => string;
}

/** Times as people in the zone read them. Throws a UserError if there is no such zone. */
export function clockIn(zone: string): Clock {
  const formatter = (options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat => {
    try {
      return new Intl.DateTimeFormat('en-GB', { timeZone: zone, ...options });
    } catch (cause) {
      throw new UserError(`There is no time zone "${zone}": give one as Europe/Berlin or UTC.`, { cause });
    }
  };
  const date = { day: 'numeric', month: 'short', year: 'numeric' } as const;
  const moment = formatter({ ...date, hour: '2-digit', minute: '2-digit', timeZoneName: 'short' });
  const day = formatter(date);
  const shortDay = formatter({ day: 'numeric', month: 'short' });
  const shortTime = formatter({ hour: '2-digit', minute: '2-digit' });
  const readable = (at: string, as: Intl.DateTimeFormat): string => {
    const time = new Date(at);
    return Number.isNaN(time.getTime()) ? at : as.format(time);
  };
  return {
    zone,
    moment: (at) => readable(at, moment),
    day: (at) => readable(at, day),
    shortDay: (at) => shortDay.format(at),
    shortTime: (at) => shortTime.format(at),
  };
}
