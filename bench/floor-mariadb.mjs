import mysql from 'mysql2/promise';
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

const INSERT_RESOURCE = `INSERT INTO resource (${RESOURCE_COLUMNS.join(', ')}) VALUES (?)`;
const INSERT_INDEX = 'INSERT INTO attribute_index (tenant_id, attribute_id, value_key, resource_pk, element) VALUES ?';
const INSERT_EVENT = 'INSERT INTO log_event (tenant_id, uuid, published, event) VALUES (?)';
const SELECT_BY_NAME = 'SELECT doc FROM resource WHERE tenant_id = 1 AND type = 1 AND user_name_key = ? AND live = 1';
const SELECT_BY_ID = 'SELECT doc FROM resource WHERE tenant_id = 1 AND id = ?';
const SELECT_PK = 'SELECT pk FROM resource WHERE tenant_id = 1 AND id = ?';
const SELECT_PAGE = 'SELECT doc FROM resource WHERE tenant_id = 1 AND type = 1 AND live = 1 ORDER BY pk LIMIT 100';
const SELECT_FOR_UPDATE = 'SELECT pk, doc FROM resource WHERE tenant_id = 1 AND id = ? FOR UPDATE';
const UPDATE = 'UPDATE resource SET version = version + 1, last_modified_at = ?, active = ?, doc = ? WHERE pk = ?';
const TOUCH = 'UPDATE resource SET version = version + 1, last_modified_at = ? WHERE pk = ?';
const DELETE_INDEX = 'DELETE FROM attribute_index WHERE resource_pk = ? AND attribute_id < ?';
const INSERT_MEMBER = 'INSERT INTO membership (group_pk, member_pk) VALUES (?, ?)';
const DELETE_MEMBER = 'DELETE FROM membership WHERE group_pk = ? AND member_pk = ?';

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
  /** A change of one user: `rows` index rows go and as many come. */
  const changer = (make, rows, eventBytes) => (id, body) =>
    inTransaction(async (connection) => {
      const [[found]] = await connection.query(SELECT_FOR_UPDATE, [id]);
      if (found === undefined) return undefined;
      const { doc, active, now, indexed } = make(found.doc, body);
      await connection.query(UPDATE, [now, active, doc, found.pk]);
      if (rows > 0) {
        await connection.query(DELETE_INDEX, [found.pk, rows]);
        await connection.query(INSERT_INDEX, [indexRows(indexed, found.pk, rows)]);
      }
      await connection.query(INSERT_EVENT, [eventRow(id, eventBytes)]);
      return doc;
    });

  return {
    create: (body) =>
      inTransaction(async (connection) => {
        const { id, doc, row } = newResource(body);
        const [{ insertId }] = await connection.query(INSERT_RESOURCE, [row]);
        await connection.query(INSERT_INDEX, [indexRows(body, insertId, sizes.indexRows)]);
        await connection.query(INSERT_EVENT, [eventRow(id, sizes.createEventBytes)]);
        return doc;
      }),
    createGroup: async (body) => {
      const { doc, row } = newGroup(body);
      await pool.query(INSERT_RESOURCE, [row]);
      return doc;
    },
    patch: changer(patched, sizes.patchIndexRows, sizes.patchEventBytes),
    put: changer(replaced, sizes.putIndexRows, sizes.putEventBytes),
    patchMembers: (id, body) =>
      inTransaction(async (connection) => {
        const { isAdding, member } = memberChange(body);
        const [[group]] = await connection.query(SELECT_FOR_UPDATE, [id]);
        const [[user]] = await connection.query(SELECT_PK, [member]);
        if (group === undefined || user === undefined) return undefined;
        await connection.query(isAdding ? INSERT_MEMBER : DELETE_MEMBER, [group.pk, user.pk]);
        await connection.query(TOUCH, [new Date().toISOString(), group.pk]);
        await connection.query(INSERT_EVENT, [eventRow(id, sizes.memberEventBytes)]);
        return group.doc;
      }),
    findByUserName: (userName) => docOf(SELECT_BY_NAME, userNameKey(userName)),
    findById: (id) => docOf(SELECT_BY_ID, id),
    page: async () => (await pool.query(SELECT_PAGE))[0].map(({ doc }) => doc),
    close: () => pool.end(),
  };
}
