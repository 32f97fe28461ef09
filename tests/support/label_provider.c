/* Two providers of security labels, for the server of the tests. They take every label but one that
 * begins with a minus, so that a refusal can be seen, too. */
#include "postgres.h"

#include "commands/seclabel.h"
#include "fmgr.h"

PG_MODULE_MAGIC;

void _PG_init(void);

static void take(const ObjectAddress *object, const char *label)
{
    (void)object;
    if (label != NULL && label[0] == '-') {
        ereport(ERROR, (errcode(ERRCODE_INVALID_NAME), errmsg("'%s' is no label", label)));
    }
}

void _PG_init(void)
{
    register_label_provider("clearance", take);
    register_label_provider("big realm", take);
}
