'use client';

import { type KeyboardEvent, memo, type PointerEvent, useRef, useState } from 'react';
import { Link } from '../link.tsx';
import { HeatAxis } from './heat-axis.tsx';
import classes from './heat-map.module.css';
import { type Axis, cellSizes, type Place, placeAfter } from './heat-places.ts';
import { stretchesByStep } from './heat-stretches.ts';
import type { Openness } from './openness.ts';

interface Props {
  /** What the map is of, for those who cannot see it. */
  readonly label: string;
  readonly rows: Axis;
  readonly columns: Axis;
  readonly opennessAt: (place: Place) => Openness;
  /** A few letters that stand in the cell where there is room. */
  readonly markAt: (place: Place) => string;
  /** A whole sentence. */
  readonly says: (place: Place) => string;
  readonly hrefAt: (place: Place) => string;
}

type DrawingProps = Pick<Props, 'label' | 'rows' | 'columns' | 'opennessAt' | 'markAt'>;

const placesOf = (rows: Axis, columns: Axis): readonly Place[] =>
  rows.names.flatMap((_, row) => columns.names.map((__, column) => ({ row, column })));

/** A path for each step of the ramp, however many cells there are: a large map would else be more than a browser can hold. */
const Drawing = memo(function Drawing({ label, rows, columns, opennessAt, markAt }: DrawingProps) {
  const { width, height, roomy } = cellSizes(rows, columns);
  const [across, down] = [columns.names.length * width, rows.names.length * height];
  const lines = [...columns.names.keys()].map((at) => `M${at * width} 0v${down}`);
  const rules = [...rows.names.keys()].map((at) => `M0 ${at * height}h${across}`);
  return (
    <svg width={across} height={down} viewBox={`0 0 ${across} ${down}`} role="img" aria-label={label} className={classes.drawing}>
      {stretchesByStep(rows.names.length, columns.names.length, opennessAt).map(([step, stretches]) => (
        <path
          key={step}
          className={classes.stretches}
          data-step={step}
          strokeWidth={height}
          d={stretches.map(({ row, from, to }) => `M${from * width} ${(row + 0.5) * height}h${(to - from) * width}`).join('')}
        />
      ))}
      {width >= 8 && <path className={classes.gaps} d={[...lines, ...rules].join('')} />}
      {roomy &&
        placesOf(rows, columns).map((place) => (
          <text
            key={`${place.row} ${place.column}`}
            x={(place.column + 0.5) * width}
            y={(place.row + 0.5) * height}
            className={classes.mark}
            data-step={opennessAt(place)}
          >
            {markAt(place)}
          </text>
        ))}
    </svg>
  );
});

/**
 * A map of rows against columns. One cell at a time is a link, the one under the pointer or where the arrow keys went, and a line above
 * says what it holds: so the map is one stop of the Tab key, opens as links do, and costs the same with ninety thousand cells. On a touch
 * screen the first touch tells and the second opens.
 */
export function HeatMap({ says, hrefAt, ...drawing }: Props) {
  const { label, rows, columns } = drawing;
  const { width, height } = cellSizes(rows, columns);
  const [place, setPlace] = useState<Place>({ row: 0, column: 0 });
  const [touched, setTouched] = useState(false);
  const cursor = useRef<HTMLAnchorElement>(null);

  const point = ({ currentTarget, clientX, clientY }: PointerEvent) => {
    const box = currentTarget.getBoundingClientRect();
    const row = Math.floor((clientY - box.top) / height);
    const column = Math.floor((clientX - box.left) / width);
    if (row < 0 || column < 0 || row >= rows.names.length || column >= columns.names.length) return;
    setTouched(true);
    if (row !== place.row || column !== place.column) setPlace({ row, column });
  };
  const press = (event: KeyboardEvent) => {
    const next = placeAfter(event.key, place, rows.names.length, columns.names.length);
    if (next === null || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    setPlace(next);
    requestAnimationFrame(() => cursor.current?.scrollIntoView({ block: 'nearest', inline: 'nearest' }));
  };

  return (
    <div className={`${classes.map} ${classes.ramp}`}>
      <p className={classes.told} role="status">
        {touched ? says(place) : 'Point at a cell, or go from cell to cell with the arrow keys; a click or Enter opens it.'}
      </p>
      <div className={classes.scroll}>
        <div className={classes.plane}>
          <div className={classes.corner} aria-hidden>
            <span>to →</span>
            <span>from ↓</span>
          </div>
          <HeatAxis axis={columns} side="top" size={width} current={touched ? place.column : null} />
          <HeatAxis axis={rows} side="left" size={height} current={touched ? place.row : null} />
          <div className={classes.cells} onPointerMove={point} onPointerDown={point}>
            <Drawing {...drawing} />
            <Link
              ref={cursor}
              href={hrefAt(place)}
              className={classes.cursor}
              aria-label={`${label}: ${says(place)}`}
              data-shown={touched || undefined}
              style={{ top: place.row * height, left: place.column * width, width, height }}
              onKeyDown={press}
              onFocus={() => setTouched(true)}
            />
          </div>
        </div>
      </div>
    </div>
  );
}
