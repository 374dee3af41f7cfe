import { type FormEvent, startTransition, useActionState } from 'react';
import { type FormAction, type FormState, untouched } from './form-state.ts';

/**
 * A form's server action: `state` as it answered, `pending` while it works, and `form`, the attributes of the form element. Before the
 * scripts have loaded the browser sends the form by itself. After that it is sent from here, because a form that React sends is emptied
 * when the answer comes, and whoever has to correct one field would have to choose and type all others again.
 */
export function useFormAction(action: FormAction, initial: FormState = untouched) {
  const [state, send, pending] = useActionState(action, initial);
  const onSubmit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    startTransition(() => send(data));
  };
  return { state, pending, form: { action: send, onSubmit } };
}
