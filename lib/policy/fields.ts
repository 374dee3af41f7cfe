import { addressesOfCidr } from './addresses.ts';
import { mistake, oneOf, type Reader, text, textOf, wholeNumber } from './readers.ts';

// Fields that several dialects share, as the API server accepts them.

export const portNumber = wholeNumber(1, 65_535);

// IANA service name: https://www.rfc-editor.org/rfc/rfc6335#section-5.1
const serviceName = /^(?=.*[a-z])(?!.*--)[a-z0-9]([a-z0-9-]*[a-z0-9])?$/;
const shortText = textOf(15);

export const portName: Reader<string> = (value) => {
  const name = shortText(value);
  if (!serviceName.test(name)) throw mistake(`${JSON.stringify(name)} is no port name`);
  return name;
};

/** What the kind of value decides is checked as that alone, so that what is said about it is to the point. */
export const portOrName: Reader<number | string> = (value) => (typeof value === 'string' ? portName : portNumber)(value);

export const protocolName = oneOf(['TCP', 'UDP', 'SCTP']);

export const cidr = (value: unknown) => {
  const given = text(value);
  const addresses = addressesOfCidr(given);
  if (addresses === undefined) throw mistake(`${JSON.stringify(given)} is no CIDR`);
  return { text: given, addresses };
};

/** A check that throws where not exactly one of the fields is set. `what` is the thing with its article: `a peer`. */
export const exactlyOne =
  (what: string, names: readonly string[]) =>
  (given: object): void => {
    const set = Object.entries(given).flatMap(([name, value]) => (value === undefined ? [] : [name]));
    if (set.length === 0) throw mistake(`${what} must name one of ${names.join(', ')}`);
    if (set.length > 1) throw mistake(`${what} may name only one of ${set.join(', ')}`);
  };
