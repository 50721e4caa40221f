/* Plain and compressed files read alike: see gzip.h. */
#include "record/gzip.h"

#include "ravine/descriptor.h"
#include "ravine/memory.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

#define BUFFER_BYTES ((size_t)1 << 17)
#define GZIP_ONLY (16 + MAX_WBITS) /* inflateInit2(): a gzip header, the largest window */

struct rv_gzip {
    char *path; /* owned, for messages */
    int file;      /* descriptor */
    bool packed;   /* the file begins with a member */
    bool inside;   /* a member has begun and not ended */
    bool at_end;   /* of the file */
    size_t before; /* bytes of the file that stand before the buffer */
    z_stream stream; /* next_in, avail_in: what is left in the buffer, of plain files too */
    unsigned char buffer[BUFFER_BYTES];
};

/* Reads on until the buffer holds `wanted` bytes or the file ends. */
static enum rv_status fill(struct rv_gzip *file, size_t wanted, struct rv_error *error)
{
    z_stream *stream = &file->stream;
    size_t used = (size_t)(stream->next_in - file->buffer), held = stream->avail_in;
    ssize_t got;

    if (held >= wanted || file->at_end)
        return RV_OK;
    memmove(file->buffer, stream->next_in, held);
    file->before += used;
    do {
        got = rv_descriptor_read(file->file, file->buffer + held, BUFFER_BYTES - held);
        held += got > 0 ? (size_t)got : 0;
    } while (got > 0 && held < BUFFER_BYTES);
    stream->next_in = file->buffer;
    stream->avail_in = (uInt)held;
    file->at_end = got == 0;
    if (got < 0 && errno == EINTR)
        return rv_error_set(error, RV_INTERRUPTED, "interrupted while reading '%s'", file->path);
    if (got < 0)
        return rv_error_set(error, RV_INPUT, "%s cannot be read after %zu bytes: %s", file->path,
                            file->before + held, rv_error_reason(errno));
    return RV_OK;
}

/* Whether a member begins here; the buffer holds two bytes or all that are left. */
static bool member_begins(const struct rv_gzip *file)
{
    const unsigned char *next = file->stream.next_in;

    return file->stream.avail_in >= 2 && next[0] == 0x1f && next[1] == 0x8b;
}

static enum rv_status damaged(const struct rv_gzip *file, struct rv_error *error)
{
    if (file->stream.msg)
        return rv_error_set(error, RV_INPUT, "%s is damaged after %zu bytes: %s", file->path,
                            (size_t)file->stream.total_out, file->stream.msg);
    return rv_error_set(error, RV_INPUT, "%s is damaged: it ends inside its compressed data, after "
                        "%zu bytes", file->path, (size_t)file->stream.total_out);
}

/* Between members: another one, the end, or what is neither. */
static enum rv_status next_member(struct rv_gzip *file, bool *more, struct rv_error *error)
{
    size_t at = file->before + (size_t)(file->stream.next_in - file->buffer);
    uLong total = file->stream.total_out;

    *more = file->stream.avail_in > 0;
    if (!*more)
        return RV_OK;
    if (!member_begins(file))
        return rv_error_set(error, RV_INPUT, "%s goes on after its compressed data: what follows "
                            "the first %zu bytes of the file is no gzip member", file->path, at);
    if (inflateReset(&file->stream) != Z_OK)
        RV_BUG("a stream that cannot be reset");
    file->stream.total_out = total; /* of the whole text, for messages */
    file->inside = true;
    return RV_OK;
}

/* One call of inflate() on what the buffer holds; `*made` is 0 where the bytes end. */
static enum rv_status unpack(struct rv_gzip *file, unsigned char *bytes, size_t count,
                             size_t *made, struct rv_error *error)
{
    z_stream *stream = &file->stream;
    bool more = true;
    int code;

    *made = 0;
    while (*made == 0) {
        enum rv_status status = fill(file, 2, error);

        if (!status && !file->inside)
            status = next_member(file, &more, error);
        if (status || !more)
            return status;
        stream->next_out = bytes;
        stream->avail_out = (uInt)(count < INT_MAX ? count : INT_MAX);
        code = inflate(stream, Z_NO_FLUSH);
        *made = (size_t)(stream->next_out - bytes);
        if (code == Z_STREAM_END)
            file->inside = false;
        else if (code != Z_OK && *made == 0)
            return damaged(file, error);
    }
    return RV_OK;
}

static enum rv_status copy_plain(struct rv_gzip *file, unsigned char *bytes, size_t count,
                                 size_t *made, struct rv_error *error)
{
    enum rv_status status = fill(file, 1, error);
    size_t held = file->stream.avail_in;

    *made = count < held ? count : held;
    memcpy(bytes, file->stream.next_in, *made);
    file->stream.next_in += *made;
    file->stream.avail_in -= (uInt)*made;
    return status;
}

enum rv_status rv_gzip_read(struct rv_gzip *file, void *bytes, size_t count, size_t *got,
                            struct rv_error *error)
{
    enum rv_status status = RV_OK;
    size_t made = 1;

    for (*got = 0; !status && made > 0 && *got < count; *got += made)
        status = (file->packed ? unpack : copy_plain)(file, (unsigned char *)bytes + *got,
                                                      count - *got, &made, error);
    return status;
}

/* zlib's memory comes from the one place, like all other. */
static voidpf give(voidpf unused, uInt count, uInt size)
{
    (void)unused;
    return rv_alloc(count, size);
}

static void take_back(voidpf unused, voidpf block)
{
    (void)unused;
    rv_free(block);
}

enum rv_status rv_gzip_open(const char *path, struct rv_gzip **file, struct rv_error *error)
{
    const int opened = rv_descriptor_open(path, O_RDONLY);
    enum rv_status status;

    *file = NULL;
    if (opened < 0)
        return rv_error_set(error, RV_INPUT, "%s cannot be opened: %s", path,
                            rv_error_reason(errno));
    *file = rv_alloc(1, sizeof **file);
    (*file)->path = rv_strdup(path);
    (*file)->file = opened;
    (*file)->stream = (z_stream){.next_in = (*file)->buffer, .zalloc = give, .zfree = take_back};
    status = fill(*file, 2, error);
    (*file)->packed = member_begins(*file);
    if (inflateInit2(&(*file)->stream, GZIP_ONLY) != Z_OK)
        RV_BUG("zlib %s cannot be used", zlibVersion());
    (*file)->inside = (*file)->packed;
    if (status) {
        rv_gzip_close(*file);
        *file = NULL;
    }
    return status;
}

void rv_gzip_close(struct rv_gzip *file)
{
    if (!file)
        return;
    (void)inflateEnd(&file->stream);
    close(file->file);
    rv_free(file->path);
    rv_free(file);
}

/* The size that the system gives is that of the packed file: the room doubles as it fills. */
static enum rv_status read_on(struct rv_gzip *file, size_t limit, char **bytes, size_t *length,
                              struct rv_error *error)
{
    size_t room = 0, got;
    enum rv_status status;

    *length = 0;
    do {
        size_t more = room ? 2 * room : BUFFER_BYTES;

        *bytes = rv_realloc(*bytes, room, more, 1);
        room = more;
        status = rv_gzip_read(file, *bytes + *length, room - 1 - *length, &got, error);
        *length += got;
        if (!status && *length > limit)
            status = rv_error_set(error, RV_INPUT, "%s has more than %zu MiB, which is the most "
                                  "that is read", file->path, limit >> 20);
    } while (!status && *length == room - 1);
    (*bytes)[*length] = '\0';
    return status;
}

enum rv_status rv_gzip_read_all(const char *path, size_t limit, char **bytes, size_t *length,
                                struct rv_error *error)
{
    struct rv_gzip *file;
    enum rv_status status = rv_gzip_open(path, &file, error);

    *bytes = NULL;
    if (!status)
        status = read_on(file, limit, bytes, length, error);
    rv_gzip_close(file);
    if (status) {
        rv_free(*bytes);
        *bytes = NULL;
    }
    return status;
}
