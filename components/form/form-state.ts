/**
 * What a server action gives back to its form: what is wrong with which field (`form`: with none in particular), and what was typed, so
 * that nothing has to be typed again. `done` says what happened, where the page stays.
 */
export interface FormState {
  readonly errors: Readonly<Record<string, string>>;
  readonly values: Readonly<Record<string, string>>;
  readonly done?: string;
}

export const untouched: FormState = { errors: {}, values: {} };

export type FormAction = (before: FormState, data: FormData) => Promise<FormState>;
