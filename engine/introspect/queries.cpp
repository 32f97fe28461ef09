#include <engine/introspect/queries.hpp>

namespace schemadiff::introspect::queries
{

std::string_view const relations = R"sql(
SELECT c.oid, n.nspname, c.relname, c.relowner
FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'v', 'm', 'p', 'f')
  AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
)sql";

// Columns of relations that the query for columns leaves out: views, and what is not covered.
std::string_view const other_columns = R"sql(
SELECT a.attrelid, a.attnum, a.attname, a.atttypid, a.attcollation
FROM pg_catalog.pg_attribute a
JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'v', 'm', 'p', 'f') AND NOT ({managed} AND {plain_table})
  AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
  AND a.attnum > 0 AND NOT a.attisdropped
)sql";

std::string_view const roles = "SELECT oid, rolname FROM pg_catalog.pg_roles";

std::string_view const default_tablespace = R"sql(
SELECT t.spcname
FROM pg_catalog.pg_database d JOIN pg_catalog.pg_tablespace t ON t.oid = d.dattablespace
WHERE d.datname = pg_catalog.current_database()
)sql";

std::string_view const collations = R"sql(
SELECT o.oid, n.nspname, o.collname
FROM pg_catalog.pg_collation o JOIN pg_catalog.pg_namespace n ON n.oid = o.collnamespace
)sql";

std::string_view const operator_classes = R"sql(
SELECT o.oid, n.nspname, o.opcname, o.opcmethod, o.opcintype, o.opcdefault
FROM pg_catalog.pg_opclass o JOIN pg_catalog.pg_namespace n ON n.oid = o.opcnamespace
)sql";

std::string_view const key_options = R"sql(
SELECT a.attrelid, a.attnum, a.attoptions
FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
WHERE a.attoptions IS NOT NULL AND c.relkind IN ('i', 'I')
)sql";

// Row types, array types and multirange types, which stand for their relation, their element and
// their range type.
std::string_view const types = R"sql(
SELECT t.oid, t.typrelid, t.typelem
FROM pg_catalog.pg_type t
WHERE t.oid >= 16384 AND (t.typrelid <> 0 OR t.typelem <> 0)
{multirange_types}
)sql";

std::string_view const members = R"sql(
SELECT d.classid, d.objid, d.refobjid
FROM pg_catalog.pg_depend d
WHERE d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass AND d.deptype = 'e'
  AND d.refobjid >= 16384
)sql";

// Only what no field of an object shows: the edges of expressions, queries, bodies and types. The
// collation of a column, an attribute or a type is a field, or comes with the type below.
std::string_view const dependencies = R"sql(
SELECT d.classid, d.objid, d.objsubid, d.refclassid, d.refobjid, d.refobjsubid
FROM pg_catalog.pg_depend d
WHERE d.deptype IN ('n', 'a') AND d.refobjid >= 16384
  AND d.refclassid NOT IN ('pg_catalog.pg_namespace'::pg_catalog.regclass, 'pg_catalog.pg_constraint'::pg_catalog.regclass)
  AND d.classid NOT IN ('pg_catalog.pg_class'::pg_catalog.regclass, 'pg_catalog.pg_attrdef'::pg_catalog.regclass,
                        'pg_catalog.pg_constraint'::pg_catalog.regclass, 'pg_catalog.pg_trigger'::pg_catalog.regclass,
                        'pg_catalog.pg_rewrite'::pg_catalog.regclass)
  AND NOT (d.classid = 'pg_catalog.pg_type'::pg_catalog.regclass AND d.refclassid = 'pg_catalog.pg_collation'::pg_catalog.regclass)
UNION ALL
SELECT d.classid, d.objid, d.objsubid, d.refclassid, d.refobjid, d.refobjsubid
FROM pg_catalog.pg_trigger t
JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_trigger'::pg_catalog.regclass AND d.objid = t.oid
WHERE t.tgqual IS NOT NULL AND d.deptype IN ('n', 'a') AND d.refobjid >= 16384
UNION ALL
SELECT CASE r.rulename WHEN '_RETURN' THEN 'pg_catalog.pg_class'::pg_catalog.regclass ELSE d.classid END,
       CASE r.rulename WHEN '_RETURN' THEN r.ev_class ELSE r.oid END, 0, d.refclassid, d.refobjid, d.refobjsubid
FROM pg_catalog.pg_rewrite r
JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass AND d.objid = r.oid
WHERE r.ev_class >= 16384 AND d.deptype = 'n' AND d.refobjid >= 16384
  AND (d.refobjid <> r.ev_class OR r.rulename <> '_RETURN')
UNION ALL
SELECT CASE WHEN a.attgenerated <> '' THEN 'pg_catalog.pg_class'::pg_catalog.regclass ELSE d.classid END,
       CASE WHEN a.attgenerated <> '' THEN ad.adrelid ELSE d.objid END,
       CASE WHEN a.attgenerated <> '' THEN ad.adnum ELSE 0 END, d.refclassid, d.refobjid, d.refobjsubid
FROM pg_catalog.pg_depend d
JOIN pg_catalog.pg_attrdef ad ON ad.oid = d.objid
JOIN pg_catalog.pg_attribute a ON a.attrelid = ad.adrelid AND a.attnum = ad.adnum
WHERE d.classid = 'pg_catalog.pg_attrdef'::pg_catalog.regclass AND d.deptype IN ('n', 'a')
  AND d.refobjid >= 16384
  AND (d.refobjid <> ad.adrelid OR a.attgenerated <> '' AND d.refobjsubid NOT IN (0, ad.adnum))
UNION ALL
SELECT d.classid, d.objid, d.objsubid, d.refclassid, d.refobjid, d.refobjsubid
FROM pg_catalog.pg_depend d
JOIN pg_catalog.pg_constraint con ON con.oid = d.objid AND con.contype IN ('c', 'x')
WHERE d.classid = 'pg_catalog.pg_constraint'::pg_catalog.regclass AND d.deptype IN ('n', 'a')
  AND d.refobjid >= 16384
UNION ALL
SELECT 'pg_catalog.pg_constraint'::pg_catalog.regclass, con.oid, 0, d.refclassid, d.refobjid, d.refobjsubid
FROM pg_catalog.pg_constraint con
JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = con.conindid
WHERE con.contype = 'x' AND d.deptype IN ('n', 'a') AND d.refobjid >= 16384 AND d.refobjid <> con.oid
UNION ALL
SELECT d.classid, d.objid, d.objsubid, d.refclassid, d.refobjid, d.refobjsubid
FROM pg_catalog.pg_depend d
WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objsubid > 0 AND d.deptype = 'n'
  AND d.refobjid >= 16384
  AND d.refclassid NOT IN ('pg_catalog.pg_class'::pg_catalog.regclass, 'pg_catalog.pg_collation'::pg_catalog.regclass)
UNION ALL
SELECT d.classid, d.objid, d.objsubid, d.refclassid, d.refobjid, d.refobjsubid
FROM pg_catalog.pg_index i
JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = i.indexrelid
WHERE d.deptype IN ('n', 'a') AND d.refobjid >= 16384 AND d.refobjid <> i.indexrelid
  AND (i.indexprs IS NOT NULL OR i.indpred IS NOT NULL OR d.refclassid <> 'pg_catalog.pg_class'::pg_catalog.regclass)
{generated_dependencies}
)sql";

// What pg_dump would print and no kind of ours reads. Members of extensions are left out.
std::string_view const uncovered = R"sql(
WITH member AS (
    SELECT d.classid, d.objid, d.refobjid AS extension FROM pg_catalog.pg_depend d
    WHERE d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass AND d.deptype = 'e'
), found AS (
    SELECT 'pg_catalog.pg_class'::pg_catalog.regclass AS catalog, c.oid,
           CASE WHEN c.reloftype = ANY ({other_row_types}) THEN 'typed table'
                ELSE 'inheriting table' END AS kind,
           pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname) AS name
    FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    WHERE {managed} AND c.relkind IN ('r', 'p', 'f')
        AND (c.reloftype = ANY ({other_row_types}) OR c.oid = ANY ({uncovered_heirs}))
    UNION ALL
    SELECT 'pg_catalog.pg_type'::pg_catalog.regclass, t.oid,
           CASE t.typtype WHEN 'r' THEN 'range type with a canonical function' WHEN 'p' THEN 'shell type'
                          ELSE 'base type' END,
           pg_catalog.format_type(t.oid, NULL)
    FROM pg_catalog.pg_type t JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
    WHERE {managed} AND (t.typtype = 'b' AND t.oid NOT IN (SELECT e.typarray FROM pg_catalog.pg_type e)
        OR NOT t.typisdefined
        OR t.oid IN (SELECT r.rngtypid FROM pg_catalog.pg_range r WHERE r.rngcanonical <> 0))
    UNION ALL
    SELECT 'pg_catalog.pg_constraint'::pg_catalog.regclass, con.oid,
           'foreign key',
           pg_catalog.quote_ident(con.conname) || ' on ' || pg_catalog.quote_ident(n.nspname) || '.'
           || pg_catalog.quote_ident(c.relname)
    FROM pg_catalog.pg_constraint con JOIN pg_catalog.pg_class c ON c.oid = con.conrelid
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    LEFT JOIN pg_catalog.pg_class r ON r.oid = con.confrelid
    WHERE {managed} AND con.contype = 'f' AND con.conparentid = 0
        AND (r.relkind NOT IN ('r', 'p') OR r.reloftype = ANY ({other_row_types}) OR r.oid = ANY ({uncovered_heirs}))
    UNION ALL
    -- That of a partition fires as that of its table, unless somebody has said otherwise.
    SELECT 'pg_catalog.pg_class'::pg_catalog.regclass, c.oid, 'state of a trigger',
           pg_catalog.quote_ident(t.tgname) || ' on ' || pg_catalog.quote_ident(n.nspname) || '.'
           || pg_catalog.quote_ident(c.relname)
    FROM pg_catalog.pg_trigger t JOIN pg_catalog.pg_trigger p ON p.oid = t.tgparentid
    JOIN pg_catalog.pg_class c ON c.oid = t.tgrelid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    WHERE {managed} AND t.tgenabled <> p.tgenabled
    UNION ALL
    -- Beside that of the constraint itself.
    SELECT 'pg_catalog.pg_class'::pg_catalog.regclass, c.oid, 'comment on the index of a constraint',
           pg_catalog.quote_ident(con.conname) || ' on ' || pg_catalog.quote_ident(n.nspname) || '.'
           || pg_catalog.quote_ident(c.relname)
    FROM pg_catalog.pg_constraint con JOIN pg_catalog.pg_class c ON c.oid = con.conrelid
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_catalog.pg_description d ON d.objoid = con.conindid
        AND d.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass
    WHERE {managed} AND con.contype IN ('p', 'u', 'x')
    UNION ALL
    SELECT 'pg_catalog.pg_language'::pg_catalog.regclass, e.oid, 'language',
           pg_catalog.quote_ident(e.lanname) FROM pg_catalog.pg_language e WHERE e.oid >= 16384
    UNION ALL
    -- Of what is no object of ours; pg_dump prints them, too.
    SELECT 'pg_catalog.pg_seclabel'::pg_catalog.regclass, 0, 'security label', 'of ' || s.provider
    FROM pg_catalog.pg_seclabel s
    WHERE s.classoid IN ('pg_catalog.pg_language'::pg_catalog.regclass,
                         'pg_catalog.pg_largeobject'::pg_catalog.regclass)
    UNION ALL
    SELECT 'pg_catalog.pg_transform'::pg_catalog.regclass, e.oid, 'transform',
           'of ' || pg_catalog.format_type(e.trftype, NULL) || ' for ' || pg_catalog.quote_ident(l.lanname)
    FROM pg_catalog.pg_transform e JOIN pg_catalog.pg_language l ON l.oid = e.trflang
    UNION ALL
    -- What pg_dump compares, too: with the access that initdb or the extension's script gave. Of
    -- what is the system's own it looks at pg_catalog, whose number is 11, and at languages.
    SELECT 'pg_catalog.pg_init_privs'::pg_catalog.regclass, 0,
           CASE WHEN m.extension IS NULL THEN 'access to system object' ELSE 'access to members' END,
           CASE WHEN m.extension IS NULL
                THEN (SELECT system.type || ' ' || system.identity
                      FROM pg_catalog.pg_identify_object(o.classid, o.oid, o.part) AS system)
                ELSE 'of extension ' || pg_catalog.quote_ident(e.extname) END
    FROM (SELECT 'pg_catalog.pg_proc'::pg_catalog.regclass AS classid, p.oid, 0 AS part,
                 p.pronamespace AS namespace, p.proacl AS acl, pg_catalog.acldefault('f', p.proowner) AS usual
          FROM pg_catalog.pg_proc p
          UNION ALL
          SELECT 'pg_catalog.pg_class'::pg_catalog.regclass, c.oid, 0, c.relnamespace, c.relacl,
                 pg_catalog.acldefault(CASE c.relkind WHEN 'S' THEN 's'::"char" ELSE 'r' END, c.relowner)
          FROM pg_catalog.pg_class c
          UNION ALL
          SELECT 'pg_catalog.pg_class'::pg_catalog.regclass, a.attrelid, a.attnum, c.relnamespace,
                 a.attacl, '{}'
          FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
          WHERE a.attacl IS NOT NULL
          UNION ALL
          SELECT 'pg_catalog.pg_type'::pg_catalog.regclass, t.oid, 0, t.typnamespace, t.typacl,
                 pg_catalog.acldefault('T', t.typowner) FROM pg_catalog.pg_type t
          UNION ALL
          SELECT 'pg_catalog.pg_language'::pg_catalog.regclass, l.oid, 0, 11, l.lanacl,
                 pg_catalog.acldefault('l', l.lanowner) FROM pg_catalog.pg_language l
          UNION ALL
          SELECT 'pg_catalog.pg_namespace'::pg_catalog.regclass, n.oid, 0, n.oid, n.nspacl,
                 pg_catalog.acldefault('n', n.nspowner) FROM pg_catalog.pg_namespace n) AS o
    LEFT JOIN member m ON m.classid = o.classid AND m.objid = o.oid
    LEFT JOIN pg_catalog.pg_extension e ON e.oid = m.extension
    LEFT JOIN pg_catalog.pg_init_privs i
           ON i.classoid = o.classid AND i.objoid = o.oid AND i.objsubid = o.part
    LEFT JOIN pg_catalog.pg_class r ON o.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
                                   AND o.part = 0 AND r.oid = o.oid
    -- Access to functions and relations of extensions is covered.
    WHERE (m.extension >= 16384 AND o.classid <> 'pg_catalog.pg_proc'::pg_catalog.regclass
               AND (r.relkind = 'S' OR r.oid IS NULL)
           OR o.oid < 16384 AND o.namespace = 11)
      AND (o.acl IS NOT NULL OR i.initprivs IS NOT NULL)
      AND ARRAY(SELECT a::pg_catalog.text FROM pg_catalog.unnest(COALESCE(o.acl, o.usual)) a ORDER BY 1)
       <> ARRAY(SELECT a::pg_catalog.text FROM pg_catalog.unnest(COALESCE(i.initprivs, o.usual)) a ORDER BY 1)
    {uncovered_logging}
    {uncovered_not_null}
)
SELECT DISTINCT f.kind, f.name FROM found f
WHERE NOT EXISTS (SELECT FROM member m WHERE m.classid = f.catalog AND m.objid = f.oid)
ORDER BY 1, 2
)sql";

} // namespace schemadiff::introspect::queries
