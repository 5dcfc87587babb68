/*
 * Types of a kernel that never was: what scripts in tests/cases/cli/build.t look at is there, but
 * nowhere where a real kernel has it. gcc -gbtf makes a file for sonde build --btf of it.
 */
struct task_struct;

typedef struct {
	long moved;
	int counter;
} atomic_t;

struct mm_struct {
	char moved[3];
	atomic_t mm_count;
};

struct new_utsname {
	char moved[11];
	char sysname[65];
};

struct uts_namespace {
	struct new_utsname name;
};

struct nsproxy {
	int moved;
	struct uts_namespace *uts_ns;
};

struct load_weight {
	unsigned long weight;
	long more;
};

struct sched_entity {
	long moved[5];
	struct load_weight load;
};

enum bpf_map_type {
	BPF_MAP_TYPE_LRU_HASH = 77,
};

struct task_struct {
	struct nsproxy *nsproxy;
	char comm[16];
	unsigned short moved : 3;
	unsigned short no_cgroup_migration : 1;
	unsigned short in_execve : 1;
	int pid, tgid;
	struct task_struct *parent, *group_leader;
	struct mm_struct *mm;
	struct sched_entity se;
	unsigned long only_there;
	short prio;
};

struct task_struct *task;
enum bpf_map_type type;
