'use client';

import { NativeSelect, Select, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { FormState } from './form-state.ts';
import { SchedulePreview } from './schedule-preview.tsx';

interface Props extends Pick<FormState, 'values' | 'errors'> {
  readonly timeZones: readonly string[];
}

const presets = [
  { value: '', label: 'Only when somebody asks' },
  { value: '0 * * * *', label: 'Every hour' },
  { value: '0 */6 * * *', label: 'Every six hours' },
  { value: '0 3 * * *', label: 'Every day at 03:00' },
  { value: '0 3 * * 1', label: 'Every Monday at 03:00' },
  { value: 'own', label: 'Another schedule…' },
];

export function ScheduleFields({ values, errors, timeZones }: Props) {
  const [cron, setCron] = useState(values.cron ?? '');
  const [own, setOwn] = useState(!presets.some(({ value }) => value === cron));
  const [zone, setZone] = useState(values.timeZone ?? 'UTC');
  const choose = (value: string) => {
    setOwn(value === 'own');
    if (value !== 'own') setCron(value);
  };
  return (
    <Stack gap="sm">
      <NativeSelect
        label="Schedule"
        data={presets}
        value={own ? 'own' : cron}
        onChange={(event) => choose(event.currentTarget.value)}
        error={own ? undefined : errors.cron}
      />
      {own && (
        <TextInput
          label="Cron"
          description="Minute, hour, day of the month, month, day of the week."
          placeholder="30 2 * * 1-5"
          value={cron}
          onChange={(event) => setCron(event.currentTarget.value)}
          error={errors.cron}
        />
      )}
      <input type="hidden" name="cron" value={cron} />
      {cron !== '' && (
        <>
          <Select
            label="Time zone"
            searchable
            allowDeselect={false}
            data={[...timeZones]}
            limit={50}
            value={zone}
            onChange={(value) => setZone(value ?? 'UTC')}
            error={errors.timeZone}
          />
          <SchedulePreview cron={cron} timeZone={zone} />
        </>
      )}
      <input type="hidden" name="timeZone" value={zone} />
    </Stack>
  );
}
