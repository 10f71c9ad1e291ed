import { idOf, madeAt, NAMESAKES } from './seed/person.mjs';

const SEED = 1;
const EMPLOYEE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:employeeNumber';
const DEPARTMENT = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department';
const PAGE = 100;

/** Another user at every call, all over the directory. */
const placeOf = ({ users, call, round }) => ((call + round * 31) * 7_919) % users;
const mailOf = (place) => `user${place}.s${SEED}@example.com`;
const filtered = (filter) => ({ path: `/Users?filter=${encodeURIComponent(filter)}&startIndex=1&count=100` });
const finds =
  (count) =>
  ({ totalResults, Resources }) =>
    totalResults === count && Resources.length === Math.min(count, 100) ? undefined : `found ${totalResults}`;
/** All of one family of a small directory, which a large one has as well. */
const family = ({ round, call }) => `Family${String((round + call) % 10).padStart(5, '0')}`;

/** Reads of which each must cost the same in a directory of any size, with what is asked at every call. */
export function readCells() {
  return [
    cell('`userName eq`', 1.3, (at) => filtered(`userName eq "${mailOf(placeOf(at))}"`), finds(1)),
    cell(
      'get by id',
      1.3,
      (at) => ({ path: `/Users/${idOf(SEED, 1 + (placeOf(at) % (at.users - 1)))}` }),
      () => undefined,
    ),
    cell('`emails.value eq`', 1.5, (at) => filtered(`emails.value eq "${mailOf(placeOf(at))}"`), finds(1)),
    cell('extension `eq`', 1.5, (at) => filtered(`${EMPLOYEE} eq "${700_000 + placeOf(at)}"`), finds(1)),
    cell('`familyName sw`, 100 found', 1.5, (at) => filtered(`name.familyName sw "${family(at)}"`), finds(NAMESAKES)),
    cell(
      '`lastModified gt`, 5 found',
      1.5,
      ({ users }) => filtered(`meta.lastModified gt "${madeAt(users - 6)}"`),
      finds(5),
    ),
    cell(
      '`a and b`',
      1.5,
      (at) => filtered(`name.familyName sw "${family(at)}" and ${DEPARTMENT} pr`),
      finds(NAMESAKES),
    ),
    cell(
      '`a and b`, the second one of many',
      1.5,
      (at) => filtered(`emails.value eq "${mailOf(placeOf(at))}" and ${DEPARTMENT} sw ""`),
      finds(1),
    ),
    cell(
      '`a or b`',
      1.5,
      (at) =>
        filtered(
          `emails.value eq "${mailOf(placeOf(at))}" or ${EMPLOYEE} eq "${700_000 + ((placeOf(at) + 1) % at.users)}"`,
        ),
      finds(2),
    ),
    cell('first page of a walk', 1.5, () => pageAt(1), isPage(1)),
    {
      ...cell('last pages of a walk', 1.5, lastPages, (body, { place }) => isPage(place)(body)),
      calls: 10,
    },
    cell(
      'a user in 1,000 groups',
      1.5,
      () => ({ path: `/Users/${idOf(SEED, 0)}` }),
      ({ groups }) => (groups.length >= 1_000 ? undefined : `in ${groups.length} groups`),
    ),
  ];
}

const cell = (name, aim, path, verify) => ({ name, aim, path, verify });
const pageAt = (startIndex) => ({ path: `/Users?startIndex=${startIndex}&count=${PAGE}`, place: startIndex });

/** As a walk goes, from the tenth page before the end: the first of them has no bookmark and is of the warm-up. */
function lastPages({ users, call, round }) {
  const pages = Math.floor(users / PAGE);
  const shown = Math.min(pages, 10);
  return pageAt((pages - shown + (round === 0 ? call % shown : Math.max(1, call % shown))) * PAGE + 1);
}

const isPage = (place) => (body) => {
  const { totalResults, startIndex, Resources } = body;
  return startIndex === place &&
    Resources.length === PAGE &&
    Resources[0].id === idOf(SEED, place - 1) &&
    totalResults >= place
    ? undefined
    : `page ${place} begins with another user`;
};
