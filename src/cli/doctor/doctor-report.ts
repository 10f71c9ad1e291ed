import { plain } from '../print-answer.js';
import type { Finding } from './finding.js';

const MARKS = { ok: 'ok', warning: 'WARNING', problem: 'PROBLEM' } as const;
const TITLES = {
  configuration: 'Configuration',
  database: 'Database',
  server: 'Server',
  address: 'Public address',
  directory: 'Connectors and credentials',
} as const satisfies Readonly<Record<Finding['area'], string>>;
const AREAS = Object.keys(TITLES) as readonly Finding['area'][];

/** The findings as lines, area by area, with a sum at the end. */
export function doctorLines(findings: readonly Finding[]): string {
  const areas = AREAS.flatMap((area) => {
    const own = findings.filter((finding) => finding.area === area);
    return own.length === 0 ? [] : [`${TITLES[area]}\n${own.map(findingLines).join('')}`];
  });
  return `${areas.join('\n')}\n${sumOf(findings)}\n`;
}

/** For scripts. */
export function doctorDocument(findings: readonly Finding[]): string {
  return `${JSON.stringify({ ok: isHealthy(findings), findings }, null, 2)}\n`;
}

export const isHealthy = (findings: readonly Finding[]): boolean => findings.every(({ level }) => level !== 'problem');

function findingLines({ level, name, message, action }: Finding): string {
  const line = `  ${MARKS[level].padEnd(8)} ${name}: ${plain(message)}\n`;
  return action === undefined ? line : `${line}           -> ${plain(action)}\n`;
}

function sumOf(findings: readonly Finding[]): string {
  const count = (level: Finding['level']): number => findings.filter((finding) => finding.level === level).length;
  return `${count('problem')} problems, ${count('warning')} warnings, ${count('ok')} checks without either.`;
}
