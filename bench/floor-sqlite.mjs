import Database from 'better-sqlite3';
import {
  eventRow,
  indexRows,
  memberChange,
  newGroup,
  newResource,
  patched,
  replaced,
  RESOURCE_COLUMNS,
  userNameKey,
} from './floor-rows.mjs';

const INDEX_COLUMNS = '(tenant_id, attribute_id, value_key, resource_pk, element)';
const places = (count) => Array(count).fill('?').join(', ');

/** The floor on better-sqlite3: prepared statements, every commit on the disk, as the server sets its writer. */
export async function openFloorSqlite(file, sizes) {
  const database = new Database(file);
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = FULL');

  const insertRows = (count) =>
    count === 0
      ? undefined
      : database.prepare(
          `INSERT INTO attribute_index ${INDEX_COLUMNS} VALUES ${Array(count)
            .fill(`(${places(5)})`)
            .join(', ')}`,
        );
  const insertResource = database.prepare(
    `INSERT INTO resource (${RESOURCE_COLUMNS.join(', ')}) VALUES (${places(RESOURCE_COLUMNS.length)})`,
  );
  const insertIndex = insertRows(sizes.indexRows);
  const deleteIndex = database.prepare('DELETE FROM attribute_index WHERE resource_pk = ? AND attribute_id < ?');
  const insertEvent = database.prepare(
    `INSERT INTO log_event (tenant_id, uuid, published, event) VALUES (${places(4)})`,
  );
  const selectByName = database.prepare(
    'SELECT doc FROM resource WHERE tenant_id = 1 AND type = 1 AND user_name_key = ? AND live = 1',
  );
  const selectById = database.prepare('SELECT pk, doc FROM resource WHERE tenant_id = 1 AND id = ?');
  const selectPage = database.prepare(
    'SELECT doc FROM resource WHERE tenant_id = 1 AND type = 1 AND live = 1 ORDER BY pk LIMIT 100',
  );
  const update = database.prepare(
    'UPDATE resource SET version = version + 1, last_modified_at = ?, active = ?, doc = ? WHERE pk = ?',
  );
  const touch = database.prepare('UPDATE resource SET version = version + 1, last_modified_at = ? WHERE pk = ?');
  const insertMember = database.prepare('INSERT INTO membership (group_pk, member_pk) VALUES (?, ?)');
  const deleteMember = database.prepare('DELETE FROM membership WHERE group_pk = ? AND member_pk = ?');

  const create = database.transaction((body) => {
    const { id, doc, row } = newResource(body);
    const pk = insertResource.run(...row).lastInsertRowid;
    insertIndex?.run(...indexRows(body, pk, sizes.indexRows).flat());
    insertEvent.run(...eventRow(id, sizes.createEventBytes));
    return doc;
  });
  const createGroup = database.transaction((body) => {
    const { doc, row } = newGroup(body);
    insertResource.run(...row);
    return doc;
  });
  /** A change of one user: `rows` index rows go and as many come. */
  const changer = (make, rows, eventBytes) => {
    const changeIndex = insertRows(rows);
    return database.transaction((id, body) => {
      const found = selectById.get(id);
      if (found === undefined) return undefined;
      const { doc, active, now, indexed } = make(found.doc, body);
      update.run(now, active, doc, found.pk);
      if (changeIndex !== undefined) {
        deleteIndex.run(found.pk, rows);
        changeIndex.run(...indexRows(indexed, found.pk, rows).flat());
      }
      insertEvent.run(...eventRow(id, eventBytes));
      return doc;
    });
  };
  const patch = changer(patched, sizes.patchIndexRows, sizes.patchEventBytes);
  const put = changer(replaced, sizes.putIndexRows, sizes.putEventBytes);
  const patchMembers = database.transaction((id, body) => {
    const { isAdding, member } = memberChange(body);
    const [group, user] = [selectById.get(id), selectById.get(member)];
    if (group === undefined || user === undefined) return undefined;
    (isAdding ? insertMember : deleteMember).run(group.pk, user.pk);
    touch.run(new Date().toISOString(), group.pk);
    insertEvent.run(...eventRow(id, sizes.memberEventBytes));
    return group.doc;
  });
  return {
    create: (body) => create.immediate(body),
    createGroup: (body) => createGroup.immediate(body),
    patch: (id, body) => patch.immediate(id, body),
    put: (id, body) => put.immediate(id, body),
    patchMembers: (id, body) => patchMembers.immediate(id, body),
    findByUserName: (userName) => selectByName.get(userNameKey(userName))?.doc,
    findById: (id) => selectById.get(id)?.doc,
    page: () => selectPage.all().map(({ doc }) => doc),
    close: () => database.close(),
  };
}
