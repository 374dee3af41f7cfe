export type Mapping = Readonly<Record<string, unknown>>;

export const isMapping = (value: unknown): value is Mapping =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const isNonEmpty = (value: unknown): value is string => typeof value === 'string' && value !== '';

export const namespaceGiven = ({ metadata }: Mapping): unknown => (isMapping(metadata) ? metadata.namespace : undefined);
