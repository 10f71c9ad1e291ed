import mysql from 'mysql2/promise';
import { eventRow, indexRows, newResource, patched, RESOURCE_COLUMNS, userNameKey } from './floor-rows.mjs';

const INSERT_RESOURCE = `INSERT INTO resource (${RESOURCE_COLUMNS.join(', ')}) VALUES (?)`;
const INSERT_INDEX = 'INSERT INTO attribute_index (tenant_id, attribute_id, value_key, resource_pk, element) VALUES ?';
const INSERT_EVENT = 'INSERT INTO log_event (tenant_id, uuid, published, event) VALUES (?)';
const SELECT_BY_NAME = 'SELECT doc FROM resource WHERE tenant_id = 1 AND type = 1 AND user_name_key = ? AND live = 1';
const SELECT_BY_ID = 'SELECT doc FROM resource WHERE tenant_id = 1 AND id = ?';
const SELECT_FOR_UPDATE = 'SELECT pk, doc FROM resource WHERE tenant_id = 1 AND id = ? FOR UPDATE';
const UPDATE = 'UPDATE resource SET version = version + 1, last_modified_at = ?, active = ?, doc = ? WHERE pk = ?';
const DELETE_INDEX = 'DELETE FROM attribute_index WHERE resource_pk = ? AND attribute_id < ?';

/** The floor on mysql2: the same pool, isolation and rows as the server, and nothing around them. */
export async function openFloorMariadb(url, sizes) {
  const pool = mysql.createPool({ uri: url, connectionLimit: 16 });
  pool.on('connection', (connection) => connection.query('SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED'));

  const inTransaction = async (work) => {
    const connection = await pool.getConnection();
    try {
      await connection.beginTransaction();
      const result = await work(connection);
      await connection.commit();
      return result;
    } catch (error) {
      await connection.rollback();
      throw error;
    } finally {
      connection.release();
    }
  };
  const docOf = async (sql, value) => (await pool.query(sql, [value]))[0][0]?.doc;

  return {
    create: (body) =>
      inTransaction(async (connection) => {
        const { id, doc, row } = newResource(body);
        const [{ insertId }] = await connection.query(INSERT_RESOURCE, [row]);
        await connection.query(INSERT_INDEX, [indexRows(body, insertId, sizes.indexRows)]);
        await connection.query(INSERT_EVENT, [eventRow(id, sizes.createEventBytes)]);
        return doc;
      }),
    patch: (id, body) =>
      inTransaction(async (connection) => {
        const [[found]] = await connection.query(SELECT_FOR_UPDATE, [id]);
        if (found === undefined) return undefined;
        const { doc, active, now } = patched(found.doc, body);
        await connection.query(UPDATE, [now, active, doc, found.pk]);
        if (sizes.patchIndexRows > 0) {
          await connection.query(DELETE_INDEX, [found.pk, sizes.patchIndexRows]);
          await connection.query(INSERT_INDEX, [indexRows({ active }, found.pk, sizes.patchIndexRows)]);
        }
        await connection.query(INSERT_EVENT, [eventRow(id, sizes.patchEventBytes)]);
        return doc;
      }),
    findByUserName: (userName) => docOf(SELECT_BY_NAME, userNameKey(userName)),
    findById: (id) => docOf(SELECT_BY_ID, id),
    close: () => pool.end(),
  };
}
