import { Alert } from '@mantine/core';
import type { FormState } from './form-state.ts';

/** What is wrong with the form as a whole, or that it was done. */
export function FormMessage({ state }: { readonly state: FormState }) {
  const problem = state.errors.form;
  if (problem !== undefined) {
    return (
      <Alert role="alert" color="red" variant="light">
        {problem}
      </Alert>
    );
  }
  return state.done === undefined ? null : (
    <Alert role="status" color="gray" variant="light">
      {state.done}
    </Alert>
  );
}
