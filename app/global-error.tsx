'use client';

/** The last resort, when even the frame around the pages failed: no styles, no components, only what to do. */
export default function GlobalError() {
  return (
    <html lang="en">
      <body>
        <h1>Bulkhead could not make this page</h1>
        <p>The log of the server says why. Reload the page when that is mended.</p>
      </body>
    </html>
  );
}
