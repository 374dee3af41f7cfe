import { DownloadButton } from './download-button.tsx';

const formats = ['pdf', 'csv', 'json'] as const;

/** The same report as a PDF to hand over, and as CSV and JSON to work with. */
export function ExportButtons({ href }: { readonly href: (format: (typeof formats)[number]) => string }) {
  return (
    <>
      {formats.map((format) => (
        <DownloadButton key={format} href={href(format)}>
          {format.toUpperCase()}
        </DownloadButton>
      ))}
    </>
  );
}
