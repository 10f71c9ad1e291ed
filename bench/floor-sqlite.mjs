import Database from 'better-sqlite3';
import { eventRow, indexRows, newResource, patched, RESOURCE_COLUMNS, userNameKey } from './floor-rows.mjs';

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
  const changeIndex = insertRows(sizes.patchIndexRows);
  const deleteIndex = database.prepare('DELETE FROM attribute_index WHERE resource_pk = ? AND attribute_id < ?');
  const insertEvent = database.prepare(
    `INSERT INTO log_event (tenant_id, uuid, published, event) VALUES (${places(4)})`,
  );
  const selectByName = database.prepare(
    'SELECT doc FROM resource WHERE tenant_id = 1 AND type = 1 AND user_name_key = ? AND live = 1',
  );
  const selectById = database.prepare('SELECT pk, doc FROM resource WHERE tenant_id = 1 AND id = ?');
  const update = database.prepare(
    'UPDATE resource SET version = version + 1, last_modified_at = ?, active = ?, doc = ? WHERE pk = ?',
  );

  const create = database.transaction((body) => {
    const { id, doc, row } = newResource(body);
    const pk = insertResource.run(...row).lastInsertRowid;
    insertIndex?.run(...indexRows(body, pk, sizes.indexRows).flat());
    insertEvent.run(...eventRow(id, sizes.createEventBytes));
    return doc;
  });
  const patch = database.transaction((id, body) => {
    const found = selectById.get(id);
    if (found === undefined) return undefined;
    const { doc, active, now } = patched(found.doc, body);
    update.run(now, active, doc, found.pk);
    if (changeIndex !== undefined) {
      deleteIndex.run(found.pk, sizes.patchIndexRows);
      changeIndex.run(...indexRows({ active }, found.pk, sizes.patchIndexRows).flat());
    }
    insertEvent.run(...eventRow(id, sizes.patchEventBytes));
    return doc;
  });
  return {
    create: (body) => create.immediate(body),
    patch: (id, body) => patch.immediate(id, body),
    findByUserName: (userName) => selectByName.get(userNameKey(userName))?.doc,
    findById: (id) => selectById.get(id)?.doc,
    close: () => database.close(),
  };
}
