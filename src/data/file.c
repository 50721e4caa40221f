/* Files and their cache: see file.h. */
#include "data/file.h"

#include "ravine/memory.h"
#include "ravine/text.h"

#include <errno.h>
#include <pthread.h>
#include <string.h>

/* Decoded files that stay when nobody uses them. */
#define KEPT 8

struct rv_file_cached {
    char *key; /* owned */
    void *value;
    void (*release)(void *value);
    size_t users;
    struct rv_file_cached *next;
};

/* The one mutable global of the data module. A sweep runs hundreds of seeds on the same file, on
 * several threads, each through its own rv_samples_create(); decoding 47 MB takes longer than a
 * run. There is no object that all these runs share and that could own the decoded file. Most
 * recently used first; every access holds the lock, and files are decoded under it, so that two
 * threads never decode the same one. */
static struct rv_file_cached *recent;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

enum rv_status rv_file_check(const char *path, const char *what, struct stat *facts,
                             struct rv_error *error)
{
    if (stat(path, facts) != 0) {
        if (errno == ENOENT || errno == ENOTDIR)
            return rv_error_set(error, RV_MISSING, "%s is not there; %s was expected", path, what);
        return rv_error_set(error, RV_INPUT, "%s cannot be read: %s", path,
                            rv_error_reason(errno));
    }
    if (S_ISDIR(facts->st_mode))
        return rv_error_set(error, RV_INPUT, "%s is a folder; %s was expected", path, what);
    if (!S_ISREG(facts->st_mode))
        return rv_error_set(error, RV_INPUT, "%s is a device or pipe; %s was expected", path,
                            what);
    if (facts->st_size == 0)
        return rv_error_set(error, RV_INPUT, "%s is empty; %s was expected", path, what);
    return RV_OK;
}

static void destroy(struct rv_file_cached *cached)
{
    cached->release(cached->value);
    rv_free(cached->key);
    rv_free(cached);
}

/* Takes the entry out of the list and puts it at its head. NULL when there is none. */
static struct rv_file_cached *find(const char *key)
{
    for (struct rv_file_cached **link = &recent; *link != NULL; link = &(*link)->next)
        if (strcmp((*link)->key, key) == 0) {
            struct rv_file_cached *found = *link;
            *link = found->next;
            found->next = recent;
            recent = found;
            return found;
        }
    return NULL;
}

/* Drops entries without users behind the first `keep`. */
static void trim(size_t keep)
{
    struct rv_file_cached **link = &recent;

    for (size_t place = 0; *link != NULL; place++) {
        struct rv_file_cached *cached = *link;
        if (place >= keep && cached->users == 0) {
            *link = cached->next;
            destroy(cached);
        } else {
            link = &cached->next;
        }
    }
}

static char *make_key(const struct rv_file_loader *loader, const char *path,
                      const struct stat *facts)
{
    struct rv_text key = { 0 };

    rv_text_printf(&key, "%s|%s|%lld.%09ld|%lld|%s", loader->what, loader->key,
                   (long long)facts->st_mtim.tv_sec, facts->st_mtim.tv_nsec,
                   (long long)facts->st_size, path);
    return key.string;
}

static enum rv_status get_locked(const struct rv_file_loader *loader, const char *path,
                                 const void *options, const struct stat *facts,
                                 struct rv_file_cached **cached, struct rv_error *error)
{
    char *key = make_key(loader, path, facts);
    struct rv_file_cached *entry = find(key);
    void *value = NULL;
    enum rv_status status;

    if (entry == NULL) {
        status = loader->load(path, options, facts, &value, error);
        if (status != RV_OK) {
            rv_free(key);
            return status;
        }
        entry = rv_alloc(1, sizeof *entry);
        *entry = (struct rv_file_cached){ .key = rv_strdup(key), .value = value,
                                          .release = loader->release, .next = recent };
        recent = entry;
    }
    rv_free(key);
    entry->users++;
    trim(KEPT);
    *cached = entry;
    return RV_OK;
}

enum rv_status rv_file_get(const struct rv_file_loader *loader, const char *path,
                           const void *options, struct rv_file_cached **cached,
                           struct rv_error *error)
{
    struct stat facts;
    enum rv_status status = rv_file_check(path, loader->what, &facts, error);

    *cached = NULL;
    if (status != RV_OK)
        return status;
    pthread_mutex_lock(&lock);
    status = get_locked(loader, path, options, &facts, cached, error);
    pthread_mutex_unlock(&lock);
    return status;
}

const void *rv_file_value(const struct rv_file_cached *cached)
{
    return cached->value;
}

const char *rv_file_key(const struct rv_file_cached *cached)
{
    return cached->key;
}

void rv_file_put(struct rv_file_cached *cached)
{
    if (cached == NULL)
        return;
    pthread_mutex_lock(&lock);
    cached->users--;
    trim(KEPT);
    pthread_mutex_unlock(&lock);
}

void rv_file_cache_release(void)
{
    pthread_mutex_lock(&lock);
    trim(0);
    pthread_mutex_unlock(&lock);
}
