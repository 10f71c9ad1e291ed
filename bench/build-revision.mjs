import { execFile } from 'node:child_process';
import { existsSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const ROOT = join(import.meta.dirname, '..');

/**
 * Builds another commit of this repository in a worktree of its own, with the packages that are installed here.
 * @param folder a scratch folder
 * @returns `{ main, commit, remove }`; what is removed is the worktree
 * @throws Error in words for what git does not know, or what does not compile
 */
export async function buildRevision(revision, folder) {
  const git = (...args) => run('git', args, { cwd: ROOT });
  const { stdout } = await git('rev-parse', '--verify', '--quiet', `${revision}^{commit}`).catch(() => {
    throw new Error(`--against: git knows no commit "${revision}"`);
  });
  const commit = stdout.trim();
  const tree = join(folder, `rev-${commit.slice(0, 12)}`);
  await git('worktree', 'add', '--detach', '--force', tree, commit);
  const remove = () => git('worktree', 'remove', '--force', tree);
  try {
    symlinkSync(join(ROOT, 'node_modules'), join(tree, 'node_modules'), 'dir');
    const compiler = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
    // A difference of types between the packages of then and now is no reason not to measure what was emitted.
    const failed = await run(process.execPath, [compiler, '-p', 'tsconfig.build.json'], { cwd: tree }).catch(
      (error) => error,
    );
    const main = join(tree, 'dist', 'main.js');
    if (!existsSync(main)) throw new Error(`--against: ${revision} does not compile:\n${failed.stdout ?? failed}`);
    return { main, commit, remove };
  } catch (error) {
    await remove();
    throw error;
  }
}
