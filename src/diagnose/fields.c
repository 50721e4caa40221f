/* Tables in a log: see fields.h. */
#include "diagnose/fields.h"

#include "ravine/memory.h"

#include <math.h>
#include <string.h>

/* ---- Cells ---- */

/* What a cell of a table may be: a number; a time; a number with a unit, which is none of ours. */
static bool read_cell(const char *text, struct rv_number *number)
{
    size_t used;
    double seconds;

    if (rv_number_cell(text, number))
        return true;
    used = rv_number_time(text, &seconds);
    if (used && !text[used]) {
        *number = (struct rv_number){.value = seconds, .cell = RV_LOG_NUMBER};
        return true;
    }
    used = rv_number_read(text, number);
    if (used && strcmp(text + used, "s") == 0)
        return true;
    *number = (struct rv_number){.value = (double)NAN, .cell = RV_LOG_MISSING};
    return false;
}

/* ---- Headers ---- */

enum { LOOK_AHEAD = 3 };

struct grid {
    struct rv_draft *draft;
    const struct rv_lines *lines;
    struct rv_fields row, next;
    char names_separator, separator; /* of the header, of its rows; 0: no table has begun */
    int columns[RV_FIELDS_MOST];
    enum rv_name_kind kinds[RV_FIELDS_MOST];
    size_t count; /* of names */
    size_t epoch, step; /* fields; `count`: there is none */
    bool indexed; /* rows have a number before the first name */
    bool sparse; /* some cells of the rows are empty: training and validation are apart */
};

/* "-----  ------", "|:---:|", "====": a line that only rules. */
static bool is_rule(const struct rv_line *line)
{
    return strspn(line->text, "-=+|:_ \t*#") == line->length;
}

/* A line that could hold names: no field is a number, or ends in one behind a colon. */
static bool could_be_names(const struct rv_fields *row)
{
    struct rv_number number;
    size_t letters = 0;

    if (row->count < 2)
        return false;
    for (size_t i = 0; i < row->count; i++) {
        const char *sign = strpbrk(row->fields[i], ":=");

        if (strlen(row->fields[i]) > 80 || rv_number_read(row->fields[i], &number))
            return false;
        if (sign && sign[1] && rv_number_read(sign + 1 + strspn(sign + 1, " "), &number) &&
            strcspn(sign + 1, "0123456789") < 3 && !strchr(row->fields[i], '/') &&
            !strchr(row->fields[i], '_') && !strchr(row->fields[i], '@'))
            return false;
        letters += *row->fields[i] != '\0';
    }
    return letters + 1 >= row->count;
}

/* How many cells of a row are numbers, times or missing; `numbers` are those with a number. */
static size_t read_cells(const struct rv_fields *row, size_t *numbers)
{
    struct rv_number number;
    double epoch;
    size_t good = 0;

    *numbers = 0;
    for (size_t i = 0; i < row->count; i++) {
        const bool plain = read_cell(row->fields[i], &number);

        good += plain || rv_fields_epoch(row->fields[i], &epoch, NULL);
        *numbers += plain && number.cell != RV_LOG_MISSING;
    }
    return good;
}

/* Whether a row has the cells for so many names: as many, or one more in front. */
static bool fits(const struct rv_fields *row, size_t names, char separator)
{
    size_t numbers;

    if (row->count != names && row->count != names + 1) {
        /* Rows may go on behind the last name with a bar of progress, or be cut off. */
        if (separator == ' ' && !(row->count > names && names > 3 && strchr(row->fields[0], '/')))
            return false;
        if (separator != ' ' && (row->count > names || 2 * row->count < names || row->count < 2))
            return false;
    }
    return 2 * read_cells(row, &numbers) >= row->count && numbers > 0;
}

static bool names_something(struct rv_draft *draft, const struct rv_fields *row)
{
    bool found = false;

    for (size_t i = 0; i < row->count && !found; i++) {
        const struct rv_name name = rv_name_read(&draft->memo, row->fields[i],
                                                 strlen(row->fields[i]));

        found = name.kind != RV_NAME_OTHER || name.share;
    }
    return found;
}

/* "0,25" where the semicolon separates. */
static void take_commas(struct rv_fields *row)
{
    for (size_t i = 0; i < row->count; i++) {
        char *comma = strchr(row->fields[i], ',');

        if (comma && !strchr(comma + 1, ','))
            *comma = '.';
    }
}

/* skorch marks rows that it saved with "+" in a column "cp", and leaves the others blank. */
static void drop_marks(struct rv_fields *row)
{
    size_t kept = 0;

    for (size_t i = 0; i < row->count; i++)
        if (strcmp(row->fields[i], "+") != 0 && strcmp(row->fields[i], "cp") != 0)
            row->fields[kept++] = row->fields[i];
    row->count = kept;
}

static void cut_row(const struct rv_line *line, char separator, struct rv_fields *row)
{
    rv_fields_cut(line, separator, row);
    if (separator == ';')
        take_commas(row);
    if (separator == ' ')
        drop_marks(row);
}

/* The cut of a line that gives names which the next row fits, as its separator, or 0. */
static char header_separator(struct grid *grid, size_t at, char separator)
{
    static const char cuts[] = {'\v', ' '};
    const bool blanks = separator == ' ';

    for (size_t c = 0; c < (blanks ? sizeof cuts : 1); c++) {
        const char cut = blanks ? cuts[c] : separator;

        rv_fields_cut(&grid->lines->lines[at], cut, &grid->row);
        if (blanks)
            drop_marks(&grid->row);
        if (!could_be_names(&grid->row))
            continue;
        for (size_t i = at + 1; i < grid->lines->count && i <= at + LOOK_AHEAD; i++) {
            if (is_rule(&grid->lines->lines[i]))
                continue;
            cut_row(&grid->lines->lines[i], separator, &grid->next);
            if (fits(&grid->next, grid->row.count, separator) &&
                names_something(grid->draft, &grid->row))
                return cut;
            break;
        }
    }
    return 0;
}

/* "run7 - val_loss" of W&B: the name behind the run's; its bounds are no curves of their own. */
static const char *bare_name(const char *name)
{
    const char *dash = strstr(name, " - ");

    return dash && !strstr(name, "__M") ? dash + 3 : name;
}

/* An export of TensorBoard has the name of its curve in that of the file,
 * "run-train-tag-epoch_loss.csv", and "Value" above the numbers; where the file's name says
 * nothing, it is a loss. */
static int take_value(struct grid *grid)
{
    const char *slash = strrchr(grid->lines->source, '/'), *tag;
    const char *base = slash ? slash + 1 : grid->lines->source;
    const size_t length = strlen(base) - (strchr(base, '.') ? strlen(strrchr(base, '.')) : 0);
    const struct rv_name file = rv_name_read(NULL, base, length);
    int column;

    tag = strstr(base, "tag-");
    tag = tag ? tag + 4 : base;
    if (file.kind != RV_NAME_OTHER || file.share)
        return rv_draft_column(grid->draft, tag, (size_t)(base + length - tag), file.split);
    column = rv_draft_column(grid->draft, "Value", 5, file.split);
    if (column >= 0)
        grid->draft->columns[column].meaning.kind = RV_NAME_LOSS;
    return column;
}

static bool is_export(const struct rv_fields *row)
{
    return row->count == 3 && strcmp(row->fields[0], "Wall time") == 0 &&
           strcmp(row->fields[1], "Step") == 0 && strcmp(row->fields[2], "Value") == 0;
}

static bool is_index(const char *name)
{
    return !*name || strcmp(name, "#") == 0 || strncmp(name, "Unnamed", 7) == 0 ||
           strcmp(name, "index") == 0;
}

static void take_names(struct grid *grid)
{
    struct rv_name best_epoch = {.rank = 1000}, best_step = {.rank = 1000};

    grid->count = grid->epoch = grid->step = grid->row.count;
    for (size_t i = 0; i < grid->count; i++) {
        const char *field = bare_name(grid->row.fields[i]);
        struct rv_name name = rv_name_read(&grid->draft->memo, field, strlen(field));

        if (is_index(field))
            name.kind = RV_NAME_STEP;
        grid->kinds[i] = name.kind;
        if (name.kind == RV_NAME_EPOCH && name.rank < best_epoch.rank) {
            best_epoch = name;
            grid->epoch = i;
        } else if (name.kind == RV_NAME_STEP && name.rank < best_step.rank) {
            best_step = name;
            grid->step = i;
        }
        grid->columns[i] = name.kind == RV_NAME_EPOCH || name.kind == RV_NAME_STEP ||
                                   name.kind == RV_NAME_IGNORED || strstr(field, "__M")
                               ? -1
                               : rv_draft_column(grid->draft, field, strlen(field), RV_NAME_UNSAID);
    }
    if (is_export(&grid->row))
        grid->columns[2] = take_value(grid);
}

/* ---- Rows ---- */

static void take_row(struct grid *grid, int line)
{
    const size_t shift = grid->row.count == grid->count + 1;
    struct rv_draft_row *row = rv_draft_row(grid->draft, line);
    struct rv_number number;

    row->rank = RV_DRAFT_EPOCH;
    if (grid->epoch < grid->count && grid->epoch + shift < grid->row.count)
        (void)rv_fields_epoch(grid->row.fields[grid->epoch + shift], &row->epoch,
                              &grid->draft->planned);
    if (grid->step < grid->count && grid->step + shift < grid->row.count &&
        read_cell(grid->row.fields[grid->step + shift], &number))
        row->step = number.value;
    else if (shift && read_cell(grid->row.fields[0], &number))
        row->step = number.value;
    for (size_t i = 0; i + shift < grid->row.count && i < grid->count; i++)
        if (grid->columns[i] >= 0) {
            (void)read_cell(grid->row.fields[i + shift], &number);
            rv_draft_cell(grid->draft, grid->columns[i], &number, false);
        }
}

/* Where there is a column of epochs, its cell is a number, or empty. */
static bool has_epoch(const struct grid *grid)
{
    const size_t at = grid->epoch + (grid->row.count == grid->count + 1);
    double epoch;

    return grid->epoch == grid->count || at >= grid->row.count || !*grid->row.fields[at] ||
           rv_fields_epoch(grid->row.fields[at], &epoch, NULL);
}

/* Whether the line was read as part of a table. */
static bool read_line(struct grid *grid, size_t at, const char *separators)
{
    const struct rv_line *line = &grid->lines->lines[at];

    if (grid->separator) {
        cut_row(line, grid->separator, &grid->row);
        if (fits(&grid->row, grid->count, grid->separator) && has_epoch(grid)) {
            take_row(grid, line->number);
            return true;
        }
        if (is_rule(line))
            return true;
    }
    for (; *separators; separators++)
        if (strchr(line->text, *separators) && header_separator(grid, at, *separators)) {
            grid->separator = *separators;
            take_names(grid);
            return true;
        }
    return false;
}

void rv_fields_read(const struct rv_lines *lines, const char *separators, struct rv_draft *draft)
{
    struct grid grid = {.draft = draft, .lines = lines};

    for (size_t i = 0; i < lines->count; i++)
        if (!read_line(&grid, i, separators))
            rv_draft_unread(draft, lines->lines[i].number);
    draft->tables = true;
    rv_fields_release(&grid.row);
    rv_fields_release(&grid.next);
}
