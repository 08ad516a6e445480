/* What the control groups of Linux allow this process: the limits of containers, of Slurm and of
 * systemd's slices. */
#ifndef VI_CORE_CGROUP_H
#define VI_CORE_CGROUP_H

typedef enum {
    VI_LIMIT_CPUS = 0,  /* processor seconds a second */
    VI_LIMIT_MEMORY = 1 /* bytes */
} vi_limit;

/* The tightest limit on the way from the groups that the file `membership` names up to `root`,
 * where they are mounted; infinity without one. Cost: reading a few small files. */
double vi_cgroup_limit(vi_limit limit, const char *membership, const char *root);

/* The same for this process: /proc/self/cgroup, /sys/fs/cgroup. */
double vi_own_limit(vi_limit limit);

#endif
