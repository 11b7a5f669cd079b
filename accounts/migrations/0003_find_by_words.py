"""Find accounts and contacts by words: functions that fold a text, and an index over what they make of it.

The bodies are parsed here and now (`return …`), so they hold whatever the search path is, also in a restored dump.
"""

import django.contrib.postgres.indexes
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations

import accounts.full_text

FUNCTIONS = r"""
-- Small letters, no accents, no apostrophes; other punctuation is a space. What has no decomposition is spelt out.
create or replace function search_folded(text) returns text language sql immutable strict parallel safe
return translate(
    replace(replace(replace(
        regexp_replace(lower(normalize($1, NFKD)), E'[\u0300-\u036F]', '', 'g'), 'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'),
    E'øØđĐłŁı!"#$%&()*+,-./:;<=>?@[\\]^_{|}~«»“”„–—…·•§\'’‘`',
    'ooddlli' || repeat(' ', 41)
);

-- The three that are indexed tell the planner what they cost: it would else rather compute them for thousands of rows than
-- ask the index. Inlined they would cost nothing, and a function with a select inside is not inlined. Nor are they for parallel
-- workers, whose start takes longer than all of the search.
create or replace function search_words(text) returns tsvector language sql immutable strict parallel restricted cost 5000
return (select to_tsvector('simple', search_folded($1)));

-- Beside its words the name as one word.
create or replace function search_name(text) returns tsvector language sql immutable strict parallel restricted cost 10000
return (select search_words($1) || to_tsvector('simple', left(replace(search_folded($1), ' ', ''), 200)));

-- Every end of the digits, so that a number is found without its country code, or by its last digits.
create or replace function search_phone(text) returns tsvector language sql immutable strict parallel safe
return coalesce((
    select array_to_tsvector(array_agg(substr(digits, place)))
    from (select regexp_replace($1, '[^0-9]', '', 'g') as digits) as phone,
        generate_series(1, length(digits) - 3) as place
), ''::tsvector);

create or replace function search_contact(name text, job_title text, email text, phone text)
returns tsvector language sql immutable strict parallel restricted cost 20000
return (select search_name(name) || search_words(job_title || ' ' || email) || search_phone(phone));

-- Each word as a beginning, or all of them as the beginning of one word; of a number without leading zeros.
create or replace function search_prefixes(text) returns tsquery language sql immutable strict parallel safe
return (
    select to_tsquery('simple', every_word)
        || to_tsquery('simple', quote_literal(
            case when one_word ~ '^0*[1-9][0-9]*$' then ltrim(one_word, '0') else one_word end) || ':*')
    from (
        select string_agg(quote_literal(word) || ':*', ' & '), string_agg(word, '' order by place)
        from regexp_split_to_table(search_folded($1), '\s+') with ordinality as typed (word, place)
        where word <> ''
    ) as joined (every_word, one_word)
);
"""
GONE = """
drop function search_prefixes(text);
drop function search_contact(text, text, text, text);
drop function search_phone(text);
drop function search_name(text);
drop function search_words(text);
drop function search_folded(text);
"""


class Migration(migrations.Migration):

    # Indexes that are built under writers want no transaction; so the functions may be there from a run that failed.
    atomic = False

    dependencies = [
        ('accounts', '0002_row_versions'),
    ]

    operations = [
        migrations.RunSQL([FUNCTIONS], [GONE]),
        AddIndexConcurrently(
            model_name='account',
            index=django.contrib.postgres.indexes.GinIndex(accounts.full_text.NameWords('name'), name='account_words'),
        ),
        AddIndexConcurrently(
            model_name='contact',
            index=django.contrib.postgres.indexes.GinIndex(accounts.full_text.ContactWords('name', 'job_title', 'email', 'phone'), name='contact_words'),
        ),
    ]
