/** Where the log is sent as it grows. */
export interface LogExportTarget {
  /** The address without the format: what positions are kept under. */
  readonly name: string;
  readonly format: 'ndjson' | 'ocsf' | 'cef' | 'rfc5424';
  readonly to: { readonly kind: 'file'; readonly path: string } | TcpTarget;
}

interface TcpTarget {
  readonly kind: 'tcp';
  readonly host: string;
  readonly port: number;
}

const FORMATS = ['ndjson', 'ocsf', 'cef', 'rfc5424'] as const;
const EXPECTED =
  'expected file:/path/of/file?format=F or tcp://host:port?format=F, several with a space between, F one of ' +
  FORMATS.join(', ');
/** What fits into the column of the positions. */
const LONGEST = 255;

/** Reads `LOG_EXPORT`. Without a format a file is NDJSON and a connection RFC 5424. */
export function parseLogExport(text: string): readonly LogExportTarget[] | { readonly problem: string } {
  const words = text.split(/\s+/).filter((word) => word !== '');
  const targets = words.map(parseTarget);
  const names = targets.flatMap((target) => (target === undefined ? [] : [target.name]));
  if (names.length < targets.length) return { problem: `holds an address that is none; ${EXPECTED}` };
  if (new Set(names).size < names.length) return { problem: 'names an address twice; expected each once' };
  return targets.filter((target) => target !== undefined);
}

function parseTarget(word: string): LogExportTarget | undefined {
  if (!URL.canParse(word) || !/^[\x21-\x7e]+$/.test(word)) return undefined;
  const url = new URL(word);
  const unknown = [...url.searchParams.keys()].some((name) => name !== 'format');
  if (url.username !== '' || url.password !== '' || url.hash !== '' || unknown) return undefined;
  const to = url.protocol === 'file:' ? fileOf(url, word) : url.protocol === 'tcp:' ? tcpOf(url) : undefined;
  const formats = url.searchParams.getAll('format');
  const wanted = formats.length === 0 ? (to?.kind === 'tcp' ? 'rfc5424' : 'ndjson') : formats[0];
  const format = FORMATS.find((one) => one === wanted);
  const [name = ''] = word.split('?');
  if (to === undefined || format === undefined || formats.length > 1 || name.length > LONGEST) return undefined;
  return { name, format, to };
}

function fileOf(url: URL, word: string): LogExportTarget['to'] | undefined {
  // A relative path would be read as an absolute one.
  if (!/^file:\/(?!\/)|^file:\/\/\//i.test(word) || url.pathname.endsWith('/')) return undefined;
  try {
    return { kind: 'file', path: decodeURIComponent(url.pathname) };
  } catch {
    return undefined;
  }
}

function tcpOf({ hostname, port, pathname }: URL): LogExportTarget['to'] | undefined {
  const isAddress = hostname !== '' && /^[1-9][0-9]*$/.test(port) && ['', '/'].includes(pathname);
  return isAddress ? { kind: 'tcp', host: hostname.replace(/^\[|\]$/g, ''), port: Number(port) } : undefined;
}
