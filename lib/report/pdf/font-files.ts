import { readFileSync } from 'node:fs';
import { findPackageJSON } from 'node:module';
import { pathToFileURL } from 'node:url';
import { inflateSync } from 'node:zlib';

/** TrueType files with Latin, Greek and Cyrillic each, and one with nearly every character there is. All under the SIL Open Font License. */
const files = {
  regular: ['@expo-google-fonts/ibm-plex-sans', '400Regular/IBMPlexSans_400Regular.ttf'],
  bold: ['@expo-google-fonts/ibm-plex-sans', '600SemiBold/IBMPlexSans_600SemiBold.ttf'],
  mono: ['@expo-google-fonts/ibm-plex-mono', '400Regular/IBMPlexMono_400Regular.ttf'],
  everything: ['@fontsource/unifontex', 'files/unifontex-latin-400-normal.woff'],
} as const;

export type FontName = keyof typeof files;

// Neither by require.resolve nor by path.join: the bundler of the web app follows both, and would take the font for a module of the
// program or trace the whole project.
function addressOf(name: FontName): URL {
  const [packageName, file] = files[name];
  const manifest = findPackageJSON(packageName, import.meta.url);
  if (manifest === undefined) throw new Error(`the font package ${packageName} is not installed`);
  return new URL(file, pathToFileURL(manifest));
}

/**
 * The TrueType file inside a WOFF 1.0 one (https://www.w3.org/TR/WOFF/). The font library reads WOFF too, but inflates a whole table
 * for every glyph: seconds for a font of this size, instead of milliseconds.
 */
function trueTypeOf(woff: Buffer): Buffer {
  const count = woff.readUInt16BE(12);
  const header = Buffer.alloc(12 + 16 * count);
  woff.copy(header, 0, 4, 8);
  header.writeUInt16BE(count, 4);
  const parts: Buffer[] = [header];
  let offset = header.length;
  for (let index = 0; index < count; index++) {
    const entry = 44 + 20 * index;
    const start = woff.readUInt32BE(entry + 4);
    const packed = woff.subarray(start, start + woff.readUInt32BE(entry + 8));
    const length = woff.readUInt32BE(entry + 12);
    const table = packed.length < length ? inflateSync(packed) : packed;
    const target = 12 + 16 * index;
    woff.copy(header, target, entry, entry + 4);
    header.writeUInt32BE(woff.readUInt32BE(entry + 16), target + 4);
    header.writeUInt32BE(offset, target + 8);
    header.writeUInt32BE(length, target + 12);
    const padding = Buffer.alloc((4 - (length % 4)) % 4);
    parts.push(table, padding);
    offset += length + padding.length;
  }
  return Buffer.concat(parts);
}

/**
 * The font as TrueType. The zeros at the end are for the font library: it reads ten bytes of outline even for a glyph that has none,
 * which goes beyond the end of the file where that is the space at the end of the last table.
 */
export function fontData(name: FontName): Buffer {
  const address = addressOf(name);
  const file = readFileSync(/* turbopackIgnore: true */ address);
  return Buffer.concat([address.pathname.endsWith('.woff') ? trueTypeOf(file) : file, Buffer.alloc(16)]);
}
