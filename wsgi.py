from portal import create_app

app = create_app()
huey = app.extensions["huey"]  # for huey_consumer, where background jobs have a process of their own
