/* What the control groups of Linux allow this process: the limits of containers, of Slurm and of
 * systemd's slices. */
#ifndef VI_CORE_CGROUP_H
#define VI_CORE_CGROUP_H

/* Infinity: no limit. */
typedef struct {
    double cpus;   /* processor seconds a second */
    double memory; /* bytes */
} vi_limits;

/* The tightest limits on the way from the groups that the file `membership` names
 * (/proc/self/cgroup) up to `root`, where they are mounted (/sys/fs/cgroup). */
vi_limits vi_cgroup_limits(const char *membership, const char *root);

/* The same for this process. */
vi_limits vi_own_limits(void);

#endif
