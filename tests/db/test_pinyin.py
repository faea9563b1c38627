from db.people import Person
from db.pinyin import initials, pinyin


def test_a_surname_is_read_as_one_and_the_rest_as_words():
    assert [pinyin(name) for name in ("单晓岚", "尉迟恭", "Anna 单")] == ["shan xiao lan", "yu chi gong", "anna  dan"]


def test_the_longest_name_fits_the_columns_it_is_sorted_and_found_by():
    name = "装" * Person.name.max_length
    assert len(pinyin(name)) <= Person.pinyin.max_length
    assert len(initials(name)) <= Person.initials.max_length
