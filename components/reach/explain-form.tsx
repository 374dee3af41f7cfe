'use client';

import { Button, NativeSelect, TextInput } from '@mantine/core';
import Form from 'next/form';
import type { Mistakes, Question } from '#lib/assess/explained.ts';
import { EndField } from './end-field.tsx';
import classes from './explain.module.css';

interface Props {
  /** The page of the form; the answer is the same page with the question in its address. */
  readonly path: string;
  readonly scan: number | null;
  readonly question: Question;
  readonly mistakes: Mistakes;
  /** Where names to choose from come from. */
  readonly suggestions: string;
}

/** Whose connection to explain. */
export function ExplainForm({ path, scan, question, mistakes, suggestions }: Props) {
  const { src, dst, port, protocol } = question;
  const from = scan === null ? suggestions : `${suggestions}?scan=${scan}`;
  return (
    // A new question, as by a link or by going back, begins with what it asks.
    <Form key={JSON.stringify(question)} action={path} prefetch={false} className={classes.form}>
      {scan !== null && <input type="hidden" name="scan" value={scan} />}
      <EndField name="src" label="From" value={src} mistake={mistakes.src} suggestions={from} />
      <EndField name="dst" label="To" value={dst} mistake={mistakes.dst} suggestions={from} />
      <TextInput
        name="port"
        label="Port"
        placeholder="all"
        inputMode="numeric"
        defaultValue={port}
        maxLength={30}
        error={mistakes.port}
        className={classes.port}
      />
      <NativeSelect
        name="protocol"
        label="Protocol"
        data={[{ value: '', label: 'Any' }, 'TCP', 'UDP', 'SCTP']}
        defaultValue={protocol ?? ''}
        className={classes.protocol}
      />
      <Button type="submit" className={classes.submit}>
        Explain
      </Button>
    </Form>
  );
}
