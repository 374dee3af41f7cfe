'use client';

import { Autocomplete, Radio, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { FormState } from './form-state.ts';

/** What this server can read clusters from. */
export interface SourceChoices {
  /** Of the kubeconfig that the worker reads, as far as it could list them; `problem` says why it could not. */
  readonly contexts: { readonly names: readonly string[]; readonly problem: string | null };
  /** Below which folder manifests may be named; `any`: everywhere; null: nowhere. */
  readonly manifestsRoot: string | null;
}

interface Props extends Pick<FormState, 'values' | 'errors'> {
  readonly choices: SourceChoices;
}

export function SourceFields({ values, errors, choices }: Props) {
  const [kind, setKind] = useState(values.kind ?? 'context');
  const { contexts, manifestsRoot } = choices;
  return (
    <Stack gap="sm">
      <Radio.Group name="kind" aria-label="Source" value={kind} onChange={setKind} error={errors.kind}>
        <Stack gap="xs">
          <Radio value="context" label="A context of the kubeconfig on this server" />
          <Radio value="inCluster" label="The cluster that Bulkhead itself runs in" />
          <Radio value="manifests" label="A folder of manifests on this server" disabled={manifestsRoot === null} />
        </Stack>
      </Radio.Group>
      {kind === 'context' && (
        <Autocomplete
          name="context"
          label="Context"
          description={contexts.problem ?? 'As `kubectl config get-contexts` lists it where Bulkhead’s worker runs.'}
          data={[...contexts.names]}
          defaultValue={values.context ?? ''}
          error={errors.context}
        />
      )}
      {kind === 'manifests' && (
        <TextInput
          name="path"
          label="Folder"
          description={
            manifestsRoot === null || manifestsRoot === 'any'
              ? 'A folder or file that the server can read; folders are read with all that is below them.'
              : `A folder or file below ${manifestsRoot}.`
          }
          placeholder="/srv/manifests/production"
          defaultValue={values.path ?? ''}
          error={errors.path}
        />
      )}
    </Stack>
  );
}
