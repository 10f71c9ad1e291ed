import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** Code of the build that is measured. @param dist folder of the compiled server; @param path within it */
export const fromBuild = (dist, path) => import(pathToFileURL(join(dist, path)).href);

/** From the text of a filter over users to its meaning, as the server reads it. */
export async function filterReader(dist) {
  const { parseFilter } = await fromBuild(dist, 'protocol/filter/parse-filter.js');
  const { resolveFilter } = await fromBuild(dist, 'protocol/filter/resolve-filter.js');
  const { userSchema } = await fromBuild(dist, 'protocol/schema/resource-types.js');
  const { Tolerances } = await fromBuild(dist, 'protocol/tolerance/tolerances.js');
  return (text) => {
    const tolerances = new Tolerances('lenient');
    return resolveFilter(parseFilter(text, tolerances), userSchema, tolerances);
  };
}
