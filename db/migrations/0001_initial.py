"""The first tables, and triggers that keep the audit log append-only."""

from peewee import (
    BooleanField,
    CharField,
    DateField,
    DateTimeField,
    ForeignKeyField,
    IntegerField,
    JSONField,
    Model,
    SqliteDatabase,
    TextField,
)

SQLITE = """CREATE TRIGGER audit_entry_no_{verb} BEFORE {verb} ON audit_entry
BEGIN SELECT RAISE(ABORT, 'the audit log is append only'); END"""
POSTGRES = (
    """CREATE FUNCTION audit_entry_append_only() RETURNS trigger LANGUAGE plpgsql
AS $$ BEGIN RAISE EXCEPTION 'the audit log is append only'; END $$""",
    """CREATE TRIGGER audit_entry_append_only BEFORE UPDATE OR DELETE ON audit_entry
FOR EACH ROW EXECUTE FUNCTION audit_entry_append_only()""",
)


def up(migrator, db):
    class Person(Model):
        number = CharField(unique=True, max_length=20)
        name = CharField(max_length=40)
        pinyin = CharField(index=True, max_length=120)
        initials = CharField(max_length=40)
        email = CharField(null=True, max_length=120)
        locale = CharField(null=True, max_length=12)
        password_hash = CharField(null=True, max_length=200)
        password_expires_at = DateTimeField(null=True)
        password_given_at = DateTimeField(null=True)
        password_given_by = IntegerField(null=True)
        session_epoch = IntegerField(default=0)
        left_on = DateField(null=True)
        absent_note = CharField(null=True, max_length=80)
        created_at = DateTimeField()

        class Meta:
            database = db
            table_name = 'person'
    db.create_tables([Person])

    class Certificate(Model):
        person = ForeignKeyField(Person)
        serial = CharField(unique=True, max_length=40)
        pem = TextField()
        locked_key = TextField()
        state = CharField(index=True, max_length=12, default='active')
        active_key = IntegerField(unique=True, null=True)
        wrong_pins = IntegerField(default=0)
        issued_at = DateTimeField()
        revoked_at = DateTimeField(null=True)

        class Meta:
            database = db
            table_name = 'certificate'
    db.create_tables([Certificate])

    class Document(Model):
        sha256 = CharField(unique=True, max_length=64)
        size = IntegerField()
        media_type = CharField(max_length=80)
        kept_at = DateTimeField()

        class Meta:
            database = db
            table_name = 'document'
    db.create_tables([Document])

    class Agreement(Model):
        person = ForeignKeyField(Person)
        edition = CharField(max_length=20)
        certificate = ForeignKeyField(Certificate)
        document = ForeignKeyField(Document)
        signed_at = DateTimeField()
        address = CharField(max_length=45)

        class Meta:
            database = db
            table_name = 'agreement'
    db.create_tables([Agreement])

    class Department(Model):
        name = CharField(max_length=80)
        parent = ForeignKeyField('self', null=True, on_delete='RESTRICT')

        class Meta:
            database = db
            table_name = 'department'
            indexes = ((('parent', 'name'), True),)
    db.create_tables([Department])

    class Position(Model):
        title = CharField(max_length=80)
        code = CharField(unique=True, null=True, max_length=40)
        department = ForeignKeyField(Department, on_delete='RESTRICT')
        superior = ForeignKeyField('self', null=True, on_delete='RESTRICT')

        class Meta:
            database = db
            table_name = 'position'
            indexes = ((('department', 'title'), True),)
    db.create_tables([Position])

    class Alias(Model):
        position = ForeignKeyField(Position, on_delete='CASCADE')
        name = CharField(index=True, max_length=80)

        class Meta:
            database = db
            table_name = 'alias'
    db.create_tables([Alias])

    class Appointment(Model):
        person = ForeignKeyField(Person)
        position = ForeignKeyField(Position)
        starts_on = DateField()
        ends_on = DateField(null=True)

        class Meta:
            database = db
            table_name = 'appointment'
    db.create_tables([Appointment])

    class AuditEntry(Model):
        id = IntegerField(primary_key=True)
        at = DateTimeField(index=True)
        actor_id = IntegerField(index=True, null=True)
        session_id = IntegerField(null=True)
        action = CharField(index=True, max_length=64)
        subject = CharField(index=True, max_length=64)
        particulars = TextField()
        prev = CharField(max_length=64)
        hash = CharField(max_length=64)

        class Meta:
            database = db
            table_name = 'audit_entry'
    db.create_tables([AuditEntry])

    class Description(Model):
        position = ForeignKeyField(Position, on_delete='RESTRICT')
        version = IntegerField()
        state = CharField(index=True, max_length=16, default='draft')
        title = CharField(max_length=80)
        department = CharField(null=True, max_length=80)
        code = CharField(null=True, max_length=40)
        compiled_on = CharField(null=True, max_length=40)
        summary = TextField(default='')
        kpis = JSONField(default=list)
        superior = TextField(null=True)
        subordinates = TextField(null=True)
        relations = JSONField(default=list)
        qualifications = JSONField(default=dict)
        environment = TextField(null=True)
        notice = TextField(null=True)
        unclassified = JSONField(default=list)
        edition = IntegerField(default=0)
        created_by = ForeignKeyField(Person)
        created_at = DateTimeField()
        submitted_at = DateTimeField(null=True)
        published_at = DateTimeField(null=True)
        effective_on = DateField(null=True)
        superseded_at = DateTimeField(null=True)
        review_note = TextField(null=True)

        class Meta:
            database = db
            table_name = 'description'
            indexes = ((('position', 'version'), True),)
    db.create_tables([Description])

    class Clause(Model):
        description = ForeignKeyField(Description, on_delete='CASCADE')
        identity = CharField(index=True, max_length=32)
        place = IntegerField()
        group = CharField(max_length=80, column_name='function_group')
        number = IntegerField()
        text = TextField()

        class Meta:
            database = db
            table_name = 'clause'
            indexes = ((('description', 'identity'), True), (('description', 'place'), True))
    db.create_tables([Clause])

    class Signing(Model):
        description = ForeignKeyField(Description, on_delete='RESTRICT')
        holder = ForeignKeyField(Person, on_delete='RESTRICT')
        position = ForeignKeyField(Position, on_delete='RESTRICT')
        state = CharField(index=True, max_length=20, default='awaiting_employee')
        token = CharField(unique=True, max_length=32)
        active_key = CharField(unique=True, null=True, max_length=40)
        digest = CharField(max_length=64)
        anchor_id = IntegerField()
        anchor_hash = CharField(max_length=64)
        base = ForeignKeyField(Document)
        current = ForeignKeyField(Document)
        evidence = ForeignKeyField(Document, null=True)
        revisions = IntegerField()
        opened_at = DateTimeField()
        changed_at = DateTimeField()
        completed_at = DateTimeField(null=True)
        reason = TextField(null=True)

        class Meta:
            database = db
            table_name = 'signing'
    db.create_tables([Signing])

    class Comment(Model):
        signing = ForeignKeyField(Signing, on_delete='CASCADE')
        identity = CharField(max_length=32)
        text = TextField()
        person = ForeignKeyField(Person)
        at = DateTimeField()

        class Meta:
            database = db
            table_name = 'comment'
    db.create_tables([Comment])

    class DottedLine(Model):
        position = ForeignKeyField(Position, on_delete='CASCADE')
        superior = ForeignKeyField(Position, on_delete='CASCADE')

        class Meta:
            database = db
            table_name = 'dotted_line'
            indexes = ((('position', 'superior'), True),)
    db.create_tables([DottedLine])

    class Grant(Model):
        person = ForeignKeyField(Person)
        role = CharField(max_length=20)
        given_at = DateTimeField()
        ended_at = DateTimeField(null=True)

        class Meta:
            database = db
            table_name = 'grant'
    db.create_tables([Grant])

    class Intake(Model):
        document = ForeignKeyField(Document, on_delete='RESTRICT')
        name = CharField(max_length=200, default='')
        remarks = JSONField(default=list)
        created_by = ForeignKeyField(Person, null=True)
        created_at = DateTimeField()

        class Meta:
            database = db
            table_name = 'intake'
    db.create_tables([Intake])

    class IntakeItem(Model):
        intake = ForeignKeyField(Intake, on_delete='CASCADE')
        place = IntegerField()
        state = CharField(index=True, max_length=12, default='to_check')
        source = JSONField(default=list)
        found = JSONField(default=dict)
        corrected = JSONField(null=True)
        remarks = JSONField(default=list)
        edition = IntegerField(default=0)
        description = ForeignKeyField(Description, null=True, on_delete='RESTRICT')

        class Meta:
            database = db
            table_name = 'intake_item'
            indexes = ((('intake', 'place'), True),)
    db.create_tables([IntakeItem])

    class Organisation(Model):
        name = CharField(max_length=80, default='')
        timestamp_url = CharField(null=True, max_length=200)

        class Meta:
            database = db
            table_name = 'organisation'
    db.create_tables([Organisation])

    class Session(Model):
        person = ForeignKeyField(Person)
        token_hash = CharField(unique=True, max_length=64)
        epoch = IntegerField()
        created_at = DateTimeField()
        seen_at = DateTimeField()
        ended_at = DateTimeField(null=True)
        address = CharField(max_length=45)
        agent = CharField(max_length=200)

        class Meta:
            database = db
            table_name = 'session'
    db.create_tables([Session])

    class Signature(Model):
        signing = ForeignKeyField(Signing, on_delete='RESTRICT')
        step = CharField(max_length=12)
        person = ForeignKeyField(Person)
        certificate = ForeignKeyField(Certificate)
        at = DateTimeField()
        method = CharField(max_length=10)
        mark_hash = CharField(max_length=64)
        hash_before = CharField(max_length=64)
        hash_after = CharField(max_length=64)
        document = ForeignKeyField(Document)
        meaning = CharField(max_length=120)
        address = CharField(max_length=45)
        agent = CharField(max_length=200)
        session_id = IntegerField(null=True)

        class Meta:
            database = db
            table_name = 'signature'
            indexes = ((('signing', 'step'), True), (('signing', 'person'), True))
    db.create_tables([Signature])

    class SignInAttempt(Model):
        account = CharField(index=True, max_length=64)
        network = CharField(index=True, max_length=45)
        at = DateTimeField(index=True)
        ok = BooleanField(default=False)

        class Meta:
            database = db
            table_name = 'sign_in_attempt'
    db.create_tables([SignInAttempt])

    sqlite = [SQLITE.format(verb=verb) for verb in ("update", "delete")]
    statements = sqlite if isinstance(db, SqliteDatabase) else POSTGRES
    for statement in statements:
        db.execute_sql(statement)


def down(migrator, db):
    migrator.migrate(migrator.drop_table('sign_in_attempt'))
    migrator.migrate(migrator.drop_table('signature'))
    migrator.migrate(migrator.drop_table('session'))
    migrator.migrate(migrator.drop_table('organisation'))
    migrator.migrate(migrator.drop_table('intake_item'))
    migrator.migrate(migrator.drop_table('intake'))
    migrator.migrate(migrator.drop_table('grant'))
    migrator.migrate(migrator.drop_table('dotted_line'))
    migrator.migrate(migrator.drop_table('comment'))
    migrator.migrate(migrator.drop_table('signing'))
    migrator.migrate(migrator.drop_table('clause'))
    migrator.migrate(migrator.drop_table('description'))
    migrator.migrate(migrator.drop_table('audit_entry'))
    migrator.migrate(migrator.drop_table('appointment'))
    migrator.migrate(migrator.drop_table('alias'))
    migrator.migrate(migrator.drop_table('position'))
    migrator.migrate(migrator.drop_table('department'))
    migrator.migrate(migrator.drop_table('agreement'))
    migrator.migrate(migrator.drop_table('document'))
    migrator.migrate(migrator.drop_table('certificate'))
    migrator.migrate(migrator.drop_table('person'))
    if not isinstance(db, SqliteDatabase):
        db.execute_sql("DROP FUNCTION audit_entry_append_only")
