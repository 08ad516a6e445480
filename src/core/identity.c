/* A block of memory that nothing but its address is read of. The address of a block that is held
 * is given to no other, so two identities that are held at once differ; no counter that the whole
 * process shares is needed for that. */
#include "core/identity.h"

#include "core/alloc.h"

#include <stdatomic.h>

struct vi_identity {
    atomic_size_t holders;
};

vi_identity *vi_identity_create(void)
{
    vi_identity *identity = vi_malloc(1, sizeof *identity);
    if (identity) {
        atomic_init(&identity->holders, 1);
    }
    return identity;
}

vi_identity *vi_identity_hold(vi_identity *identity)
{
    if (identity) {
        atomic_fetch_add(&identity->holders, 1);
    }
    return identity;
}

void vi_identity_release(vi_identity *identity)
{
    if (identity && atomic_fetch_sub(&identity->holders, 1) == 1) {
        vi_free(identity);
    }
}
