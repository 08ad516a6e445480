/* Which thing it is, for whoever remembers one: its address does not tell, since the next thing may
 * be made there. An identity is no other's for as long as somebody holds it. */
#ifndef VI_CORE_IDENTITY_H
#define VI_CORE_IDENTITY_H

typedef struct vi_identity vi_identity;

/* A new one, held once; NULL when memory is out. */
vi_identity *vi_identity_create(void);
/* Holds it once more, or once less: the last hold frees it. NULL is nobody's and is let be. Any
 * thread may call them. */
vi_identity *vi_identity_hold(vi_identity *identity);
void vi_identity_release(vi_identity *identity);

#endif
