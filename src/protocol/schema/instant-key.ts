const FRACTION_DIGITS = 9;

/**
 * The instant of a dateTime (RFC 7643 §2.3.5) as `YYYY-MM-DDTHH:MM:SS.fffffffffZ`: text order is time order.
 * Reads what RFC 3339 or xsd:dateTime allow: `24:00:00` is the next midnight, a time without offset is UTC, a leap
 * second is kept (`23:59:60` UTC only, which sorts where it belongs), digits past the ninth of a fraction are cut.
 * Undefined when there is no such instant, or its year in UTC is outside 0000 to 9999.
 */
export function instantKey(text: string): string | undefined {
  const parts = readDateTime(text);
  if (parts === undefined || !isOnTheCalendar(parts)) return undefined;
  const isLeapSecond = parts.second === 60;
  const instant = new Date(0);
  instant.setUTCFullYear(parts.year, parts.month - 1, parts.day);
  instant.setUTCHours(parts.hour, parts.minute - parts.offsetMinutes, isLeapSecond ? 59 : parts.second);
  const year = instant.getUTCFullYear();
  if (year < 0 || year > 9999) return undefined;
  const toTheSecond = instant.toISOString().slice(0, 'YYYY-MM-DDTHH:MM:SS'.length);
  if (!isLeapSecond) return `${toTheSecond}.${parts.fraction}Z`;
  return toTheSecond.endsWith('T23:59:59') ? `${toTheSecond.slice(0, -2)}60.${parts.fraction}Z` : undefined;
}

interface DateTimeParts {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  /** Exactly nine digits. */
  readonly fraction: string;
  readonly offsetMinutes: number;
}

/** `YYYY-MM-DDTHH:MM:SS[.f+][Z|±HH:MM]`, by position; letters in either case (RFC 3339 §5.6). */
function readDateTime(text: string): DateTimeParts | undefined {
  const year = readNumber(text, 0, 4);
  const month = readNumber(text, 5, 2);
  const day = readNumber(text, 8, 2);
  const hour = readNumber(text, 11, 2);
  const minute = readNumber(text, 14, 2);
  const second = readNumber(text, 17, 2);
  const separators = `${text.charAt(4)}${text.charAt(7)}${text.charAt(10).toUpperCase()}${text.charAt(13)}${text.charAt(16)}`;
  if (separators !== '--T::') return undefined;
  const end = endOfFraction(text, 19);
  const offsetMinutes = readOffset(text.slice(end));
  if (text.charAt(19) === '.' && end === 20) return undefined;
  if (year === undefined || month === undefined || day === undefined || offsetMinutes === undefined) return undefined;
  if (hour === undefined || minute === undefined || second === undefined) return undefined;
  const fraction = text.slice(20, end).slice(0, FRACTION_DIGITS).padEnd(FRACTION_DIGITS, '0');
  return { year, month, day, hour, minute, second, fraction, offsetMinutes };
}

function isOnTheCalendar({ year, month, day, hour, minute, second, fraction }: DateTimeParts): boolean {
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return false;
  if (hour === 24) return minute === 0 && second === 0 && Number(fraction) === 0;
  return hour < 24 && minute < 60 && second <= 60;
}

function daysInMonth(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

function endOfFraction(text: string, start: number): number {
  if (text.charAt(start) !== '.') return start;
  let end = start + 1;
  while (isDigit(text, end)) end += 1;
  return end;
}

function readOffset(text: string): number | undefined {
  if (text === '' || text === 'Z' || text === 'z') return 0;
  const sign = text.charAt(0);
  const hours = readNumber(text, 1, 2);
  const minutes = readNumber(text, 4, 2);
  if (text.length !== 6 || text.charAt(3) !== ':' || (sign !== '+' && sign !== '-')) return undefined;
  if (hours === undefined || minutes === undefined || hours > 23 || minutes > 59) return undefined;
  return (sign === '-' ? -1 : 1) * (hours * 60 + minutes);
}

function readNumber(text: string, start: number, length: number): number | undefined {
  for (let index = start; index < start + length; index += 1) if (!isDigit(text, index)) return undefined;
  return Number(text.slice(start, start + length));
}

/** ASCII digits only, so never "٣". */
function isDigit(text: string, index: number): boolean {
  const code = text.charCodeAt(index);
  return code >= 0x30 && code <= 0x39;
}
