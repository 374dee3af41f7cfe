import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { messageOf, UserError } from '#lib/errors.ts';
import { frameworks } from '#lib/frameworks/registry.ts';
import { version } from '#lib/version.ts';
import type { DriftOptions } from './drift.ts';
import type { ExplainOptions } from './explain.ts';
import { formats, reachFormats, type ScanOptions } from './options.ts';
import { endQuietlyWithReader } from './output.ts';
import { paintFor } from './paint.ts';
import type { ReachCommandOptions } from './reach.ts';

const badUsage = 2;
// https://man.freebsd.org/cgi/man.cgi?sysexits: an internal error; none of the codes that people are told about
const broken = 70;

function percentage(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= 0 && value <= 100)) throw new InvalidArgumentError('It must be a number from 0 to 100.');
  return value;
}

/** What an option that may be given again was given until now, and once more. */
const everyOne = (text: string, before: readonly string[] = []): readonly string[] => [...before, text];

/** One sentence on one line out of what commander says in its own way. */
function usageText(text: string): string {
  const line = text
    .replace(/^error: /, '')
    .trim()
    .replaceAll(/\s*\n\s*/g, ' ');
  return `${line.charAt(0).toUpperCase()}${line.slice(1)}${/[.)]$/.test(line) ? '' : '.'} See "bulkhead --help".`;
}

/** Where a command reads, besides the source that it is given. */
const withSource = (command: Command): Command =>
  command
    .option('--context <name>', 'the context of the kubeconfig to read, where no source is given (default: its current one)')
    .option('--kubeconfig <file>', 'the kubeconfig (default: KUBECONFIG, else ~/.kube/config)')
    .option('--in-cluster', 'read the cluster that this pod runs in, by its service account')
    .option('--insecure', 'accept a kubeconfig that turns off the check of the certificate or uses plain HTTP')
    .option('--strict', 'fail where manifests give one object twice, and differently (default: take the later, and warn)');

/** What the commands share that answer who can reach whom. */
const withAnswers = (command: Command): Command =>
  withSource(command)
    .option('--ip-block-matches-pods', 'ipBlock and networks also match addresses of pods (default: unless Cilium runs)')
    .option('--no-ip-block-matches-pods', 'they match addresses outside only')
    .addHelpText('after', '\nExit codes: 0 answered, 2 wrong usage or input, 3 not everything could be read.');

const examples = `
Examples:
  bulkhead scan                                 the current context of your kubeconfig
  bulkhead scan --context prod --framework cis-2.0.1 --pdf prod.pdf
  bulkhead scan ./deploy --fail-under 80        manifests: a folder, or one file
  helm template ./chart | bulkhead scan - --format json

Exit codes: 0 fine, 1 below --fail-under, 2 wrong usage or input, 3 not everything could be read.`;

// Each command loads what it needs when it is called: half a second otherwise, even for --version.
function program(): Command {
  const root = new Command('bulkhead')
    .description('How well the network of a Kubernetes cluster is segmented, against published benchmarks.')
    .version(version, '-v, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand(false)
    .showSuggestionAfterError()
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(`${usageText(text)}\n`) });

  withSource(
    root
      .command('scan')
      .description('Read one cluster, judge it and print what was found; nothing is changed anywhere.')
      .argument('[source]', 'manifests: a folder, a file, or - for standard input; without it, a live cluster is read'),
  )
    .addOption(
      new Option('--framework <id>', 'the benchmark to score against')
        .choices(['all', ...frameworks.map(({ id }) => id)])
        .default('all'),
    )
    .addOption(new Option('--format <format>', 'how to print').choices([...formats]).default('table'))
    .option('--output <file>', 'write there instead of printing')
    .option('--pdf <file>', 'write a PDF report there as well')
    .option('--fail-under <score>', 'exit with 1 below this score (0–100), or without any score', percentage)
    .option('--settings <file>', 'which results to leave out of the score (YAML or JSON: exclusions)')
    .option('--save', 'keep the scan in the database (DATABASE_URL, or that of the running Bulkhead)')
    .option('--name <name>', 'what the cluster is called in reports and in the database')
    .addHelpText('after', examples)
    .action(async (source: string | undefined, options: ScanOptions) => {
      const { scan } = await import('./scan.ts');
      await scan(source, options);
    });

  withAnswers(
    root
      .command('reach')
      .description('Print who can reach whom, on which ports, as far as policies decide.')
      .argument('[source]', 'a context, a folder, a file, or - for standard input'),
  )
    .addOption(new Option('--format <format>', 'how to print').choices([...reachFormats]).default('txt'))
    .option('--focus <workload>', 'only what this workload (namespace/name) has a part in; may be given again', everyOne)
    .option('--by <group>', 'count open pairs by "namespace" or by "label:KEY" instead of listing them')
    .option('--exposure', 'list what each workload is open to by its own policies, also from pods that do not exist yet')
    .action(async (source: string | undefined, options: ReachCommandOptions) => {
      const { reach } = await import('./reach.ts');
      await reach(source, options);
    });

  withAnswers(
    root
      .command('explain')
      .description('Explain layer by layer why a connection is open or closed: SOURCE SRC DST [PORT].')
      .usage('[options] SOURCE SRC DST [PORT]')
      .argument('<words...>', 'the source; two workloads (namespace/name) or addresses; a port such as 80, 53/udp or http'),
  )
    .addOption(new Option('--format <format>', 'how to print').choices(['txt', 'json']).default('txt'))
    .action(async (words: readonly string[], options: ExplainOptions) => {
      const { explain } = await import('./explain.ts');
      await explain(words, options);
    });

  withAnswers(
    root
      .command('drift')
      .description('Print which connections differ between two states, and which object made the difference.')
      .argument('<before>', 'a context, a folder, a file, or - for standard input')
      .argument('<after>', 'the same for the later state'),
  )
    .addOption(new Option('--format <format>', 'how to print').choices(['txt', 'json']).default('txt'))
    .action(async (before: string, after: string, options: DriftOptions) => {
      const { drift } = await import('./drift.ts');
      await drift(before, after, options);
    });

  root
    .command('clusters')
    .description('List the clusters of the database (DATABASE_URL, or that of the running Bulkhead).')
    .action(async () => {
      const [{ clustersText }, { openForReading }] = await Promise.all([import('./clusters.ts'), import('./database.ts')]);
      const paint = paintFor(process.stdout);
      process.stdout.write(await openForReading((store) => clustersText(store, paint)));
    });
  return root;
}

/** The exit code for what was thrown, once it is told. */
function codeOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : badUsage;
  if (error instanceof UserError) {
    process.stderr.write(`${error.message.replaceAll(/\s*\n\s*/g, ' ')}\n`);
    return error.exitCode;
  }
  process.stderr.write(
    `Bulkhead has failed, which is a fault of its own: ${messageOf(error)}. BULKHEAD_LOG_LEVEL=debug tells where.\n`,
  );
  if (process.env.BULKHEAD_LOG_LEVEL === 'debug' && error instanceof Error) process.stderr.write(`${error.stack}\n`);
  return broken;
}

endQuietlyWithReader();
process.on('uncaughtException', (error) => process.exit(codeOf(error)));
try {
  await program().parseAsync();
} catch (error) {
  process.exitCode = codeOf(error);
}
